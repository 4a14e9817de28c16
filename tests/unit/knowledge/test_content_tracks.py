"""The three tracks of a family: what the loader refuses."""

import pytest

from gpsupport.knowledge.content.tracks import read_tracks
from tests.unit.knowledge.slips import faults_after, shipped_ids

TRACKS = "tracks.yaml"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("  trauma-work:\n", "  therapy:\n", "the program does not know this: therapy"),
        ("  trauma-work:\n", "  therapy:\n", "not described: trauma-work"),
        ("parallel: [safety, stabilisation]", "parallel: [safety]", "two tracks or more"),
        ("parallel: [safety, stabilisation]", "parallel: [safety, home]", "expected here"),
        ("kinds: [camhs]", "kinds: [clinic]", "expected here"),
        ("  years: 17", "  years: 18", "it is planned before 18"),
        ("  months: 6", "  months: 12", "twelve months are a year"),
        ("  sources: [powell-2024]", "  sources: [nobody-2024]", "there is no such source"),
        ("{advocate}", "{friend}", "nothing fills this in"),
    ],
)
def test_a_slip_is_refused(old: str, new: str, message: str) -> None:
    found = faults_after(lambda table: read_tracks(table, shipped_ids()), TRACKS, old, new)
    assert [line for line, said in found if message in said], found
