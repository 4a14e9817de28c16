"""The counts of needs that nobody meets leave the practice in bands, and as no formula."""

import csv
from datetime import UTC, date, datetime

import pytest

from gpsupport.domain.knowledge.content.referring import GapGroup
from gpsupport.domain.referral.unmet import UnmetNeed
from gpsupport.domain.referral.unmet_groups import by_group
from gpsupport.web.unmet.pages import counts_file, safe_cell

NOW = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)
TODAY = date(2026, 11, 23)
GROUPS = tuple(
    GapGroup(id=one, words=words, short=one.upper())
    for one, words in (("g1", "=1+1"), ("g2", "Some, or others"), ("o", "Another"))
)


def need(gap: str, met_on: date | None = None) -> UnmetNeed:
    return UnmetNeed("n", "p", gap, "Sleep", NOW, "Dr Shah", "words", "Ella", met_on=met_on)


def test_every_group_is_counted_in_bands_of_those_not_met() -> None:
    needs = [*[need("g1")] * 4, *[need("g2")] * 5, need("g2", TODAY), need("gone")]
    found = by_group(needs, GROUPS)
    assert [(len(one.open), len(one.met)) for one in found] == [(4, 0), (5, 1), (1, 0)]
    text = counts_file(found, TODAY)
    head, *rows = csv.reader(text.splitlines())
    assert head[2] == "Number"
    assert [row[2] for row in rows] == ["fewer than 5", "5 to 9", "fewer than 5"]
    assert rows[0][1] == "'=1+1"
    for word in ("Ella", "Sleep", "Shah", "words"):
        assert word not in text


def test_a_count_below_five_looks_the_same_whatever_it_is() -> None:
    files = {counts_file(by_group([need("g1")] * count, GROUPS), TODAY) for count in range(5)}
    assert len(files) == 1


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(sign: str) -> None:
    assert safe_cell(f"{sign}cmd") == f"'{sign}cmd"
    assert safe_cell(f"a{sign}") == f"a{sign}"
