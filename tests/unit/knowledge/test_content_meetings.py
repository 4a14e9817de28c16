"""Meetings in the content: what the loader refuses, and what no shipped role may be given."""

import pytest

from gpsupport.domain.meetings.kinds import Part
from gpsupport.knowledge.content.meetings import read_meetings
from gpsupport.knowledge.faults import Finding
from gpsupport.knowledge.load import ENGLAND, load_knowledge
from gpsupport.knowledge.reading import read_yaml
from tests.unit.knowledge.slips import shipped_ids

FILE = "meetings.yaml"
SHIPPED = (ENGLAND / FILE).read_text(encoding="utf-8")


def faults_of(old: str, new: str) -> list[str]:
    assert old in SHIPPED
    faults: list[Finding] = []
    read_meetings(read_yaml(SHIPPED.replace(old, new, 1).encode(), FILE, faults), shipped_ids())
    return [one.message for one in faults]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("parts: [gaps]", "parts: [risk]", "whoever is told no name"),
        ("parts: [gaps]", "parts: [gaps, gaps]", "a part comes twice"),
        ("gaps, decisions, actions]", "gaps, actions, own-actions]", "not both"),
        ("parts: [gaps]", "parts: [address]", "one of these is expected"),
        (
            "[name, children, contact, own-actions]",
            "[name, referrals]",
            "neither referrals of adults",
        ),
        ("child-decisions, own-actions]", "decisions, own-actions]", "neither referrals of adults"),
        ("kinds: [iris-advocate,", "kinds: [nobody,", "one of these is expected"),
        ("  stuck-wait:\n", "  bored:\n", "the program does not know this: bored"),
        ("  minutes:\n", "  letters:\n", "not described: minutes"),
        ("after_days: 14", "after_days: 0", ""),
        ("told_days: 365", "told_days: 0", "1"),
        ("  meetings: 12\n", "", "meetings"),
        ("    sources: [gmc-disclosures]\n", "    sources: [nobody]\n", "no such source"),
    ],
)
def test_what_would_tell_too_much_or_nothing_is_refused(old: str, new: str, said: str) -> None:
    found = faults_of(old, new)
    assert found
    assert any(said in one for one in found)


def test_the_shipped_content_has_no_fault() -> None:
    assert faults_of("roles:", "roles:") == []


def test_who_helps_no_family_is_told_no_name() -> None:
    content = load_knowledge().meetings
    assert content is not None
    for role_id in ("commissioner", "chief-executive", "programme-worker"):
        role = content.find_role(role_id)
        assert role is not None
        assert not role.named
        assert not {Part.CONTACT, Part.RISK, Part.CHILDREN, Part.DECISIONS} & set(role.parts)
