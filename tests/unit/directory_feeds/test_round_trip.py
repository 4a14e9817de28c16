"""What we write as HSDS-UK we read as the same options, and the check of it finds nothing."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gpsupport.directory_feeds.reading import check_feed, read_options
from gpsupport.directory_feeds.writing import write_lines, write_page
from gpsupport.domain.directory.hidden_places import is_hidden, require_no_address
from gpsupport.domain.directory.option import Capacity, ConsentOf, OptionKind, ReferralOption
from gpsupport.domain.directory.texts import Unfit, texts_of, with_texts
from gpsupport.domain.people import Sex
from tests.unit.directory_feeds.made import READING, id_of

# Signs that no file and no line holds stay out; what people type stays in.
_SIGNS = st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"), exclude_characters="\x85")
LINES = st.text(_SIGNS, max_size=40).map(lambda text: " ".join(text.split()))
NAMED = LINES.filter(bool)
DAYS = st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1))
ANSWERS = st.none() | st.booleans()


@st.composite
def options(draw: st.DrawFn) -> ReferralOption:
    """Any option that the form could make."""
    low = draw(st.none() | st.integers(0, 60))
    high = draw(st.none() | st.integers((low or 0) + 1, 120))
    checked = draw(DAYS)
    until = draw(DAYS)
    if checked and until and until < checked:
        until = checked
    made = ReferralOption(
        id=id_of(draw(NAMED)),
        name=draw(NAMED),
        kind=draw(st.sampled_from(OptionKind)),
        summary=draw(LINES),
        phone=draw(LINES),
        named_person=draw(LINES),
        availability=draw(LINES),
        for_children=draw(st.booleans()),
        from_age=low,
        below_age=high,
        sexes=draw(st.frozensets(st.sampled_from(Sex))),
        areas=draw(st.frozensets(NAMED, max_size=3)),
        accepts_while_ongoing=draw(ANSWERS),
        needs_diagnosis=draw(ANSWERS),
        takes_self_referral=draw(ANSWERS),
        capacity=draw(st.sampled_from(Capacity)),
        wait_weeks=draw(st.none() | st.integers(0, 200)),
        phone_first=draw(st.booleans()),
        assured_on=checked,
        stale_after=until,
        organisation=draw(LINES),
        accepts_in_refuge=draw(ANSWERS),
        consent_of=draw(st.frozensets(st.sampled_from(ConsentOf))),
        evidence=draw(LINES),
        cover=draw(LINES),
        advice_phone=draw(LINES),
        site=draw(LINES),
        languages=draw(st.frozensets(NAMED, max_size=3)),
        safe_channel=draw(LINES),
        capacity_on=draw(DAYS),
        web_address=draw(st.sampled_from(["", "https://help.example/here?a=b"])),
    )
    return replace(made, site="") if is_hidden(made) else made


@pytest.mark.parametrize("by_line", [False, True])
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=st.lists(options(), max_size=4, unique_by=lambda one: one.id))
def test_written_and_read_again(tmp_path: Path, by_line: bool, made: list[ReferralOption]) -> None:
    for one in made:
        try:
            require_no_address(one)
        except Unfit:
            return
    path = tmp_path / ("services.ndjson" if by_line else "services.json")
    path.write_bytes(b"".join(write_lines(made) if by_line else write_page(made)))
    checked = check_feed([path], READING)
    if not made:
        assert not checked.fit
        return
    assert checked.faults == ()
    assert checked.refused == ()
    read = list(read_options([path], READING, checked))
    assert [texts_of(one) for one in read] == [texts_of(one) for one in made]
    assert [one.source_id for one in read] == [one.id for one in made]


@given(options())
def test_texts_tell_everything(made: ReferralOption) -> None:
    blank = ReferralOption(id=made.id, name="x", kind=OptionKind.ADVICE, summary="")
    assert with_texts(blank, texts_of(made)) == made
