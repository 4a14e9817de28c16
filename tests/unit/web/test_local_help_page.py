"""The page of local help: who an option is for, what is said once, what stands apart."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from gpsupport.actions.directory.listing import MOST_HELPLINES, ListedHelp
from gpsupport.actions.local_help import LocalHelp
from gpsupport.demo.local_options import local_options
from gpsupport.domain.consultation import Consultation
from gpsupport.domain.directory.option import OptionKind, ReferralOption
from gpsupport.domain.people import Patient, PersonName, Sex
from gpsupport.domain.referral.events import BegunReferral
from gpsupport.domain.referral.following import Referral
from gpsupport.domain.referral.matching import (
    Circumstances,
    Criterion,
    Need,
    SentBack,
    match_family,
)
from gpsupport.domain.referral.states import ReferralState, ReturnReason
from gpsupport.knowledge.load import load_knowledge
from gpsupport.web.directory.family_help import LocalHelpPage, local_help_page
from gpsupport.web.directory.pages import general_page
from gpsupport.web.directory.parts import PAGE, SHOWN, Part

TODAY = date(2026, 11, 23)
KNOWLEDGE = load_knowledge()
JANE = Need(41, Sex.FEMALE, abuse_ongoing=True, name="Jane")
ELLA = Need(13, Sex.UNKNOWN, abuse_ongoing=True, name="Ella", is_patient=False)
NOAH = Need(7, Sex.UNKNOWN, abuse_ongoing=True, name="Noah", is_patient=False)


def page_for(
    *needs: Need,
    options: tuple[ReferralOption, ...] = local_options(TODAY),
    part: str = "",
    continues: str = "",
    around: Circumstances | None = None,
    there: Mapping[tuple[int, str], Referral] | None = None,
) -> LocalHelpPage:
    at = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)
    found = LocalHelp(
        Patient("p", PersonName(given=needs[0].name), needs[0].sex),
        Consultation("c", "p", "d", at),
        needs,
        match_family(options, needs, TODAY, around),
        there=there or {},
    )
    return local_help_page(found, KNOWLEDGE, Part.read(part), continues)


def names(page: LocalHelpPage) -> dict[str, list[str]]:
    return {group.heading: [row.name for row in group.rows] for group in page.groups}


def test_help_is_grouped_by_what_it_is_for() -> None:
    """Nothing sinks below everything clinical: each need has its part, whoever it is for."""
    page = page_for(JANE, ELLA, NOAH)
    assert names(page) == {
        "Safety now": ["Nadia Rahman", "Harbour women’s service", "Open Door Elmford"],
        "The child": [
            "School nurse team",
            "Family Hub, Mill Lane",
            "Early Help, Elmford council",
        ],
        "Mood, drink, drugs": ["Talking therapies, Elmford"],
    }
    assert page.groups[0].rows[0].for_whom == "For Jane"
    assert page.groups[1].rows[0].for_whom == "For Ella and Noah"
    assert page.less_likely_words == "Less likely to fit (1)"
    (unlikely,) = page.less_likely
    assert unlikely.heading == "The child"
    (camhs,) = unlikely.rows
    assert camhs.against[:2] == ("Only once home is safe", "Wants a diagnosis or a severe problem")
    assert camhs.instead == (
        "Instead, or until then: Family Hub, Mill Lane, Early Help, Elmford council "
        "and School nurse team"
    )


def test_every_criterion_is_named_in_a_row() -> None:
    """What decides at once, the rest on opening, space in the tag and the return by itself."""
    page = page_for(JANE, ELLA, NOAH)
    for row in [row for group in page.groups + page.less_likely for row in group.rows]:
        told = row.fits + row.against + row.unknown + row.more_fits + row.more_unknown
        assert len(told) >= len(Criterion) - 1
    nurse = page.groups[1].rows[0]
    assert (len(nurse.more_unknown), len(nurse.more_fits)) == (2, 7)
    assert nurse.more_words == "More: 2 not known, 7 fit"


def test_what_came_back_stands_beside_the_wait() -> None:
    returned = SentBack(date(2026, 3, 20), ReturnReason.NO_CAPACITY, "No room now")
    page = page_for(JANE, around=Circumstances(12, {"advocate": (returned,)}))
    rows = {row.name: row for group in page.groups for row in group.rows}
    assert rows["Nadia Rahman"].happened == "Sent back 20 Mar 2026: No room now"
    assert rows["Open Door Elmford"].happened == ""
    assert not any("Sent back" in text for text in rows["Nadia Rahman"].against)


def test_what_can_start_and_what_has_to_wait_stand_side_by_side() -> None:
    page = page_for(JANE, ELLA, NOAH)
    assert [(start.what, start.when) for start in page.starts] == [
        ("Safety, Jane", "Today."),
        ("School, Ella and Noah", "In a week."),
        ("The family, Ella and Noah", "In 2 weeks."),
        ("Therapy, Ella and Noah", "Not yet."),
    ]
    assert "Only once home is safe" in page.starts[-1].who
    assert "31 weeks" in page.starts[-1].who
    assert page.meanwhile
    assert [pair.names for pair in page.pairs] == [
        "Nadia Rahman for Jane, with CAMHS, north Elmford for Ella and Noah"
    ]


def test_who_was_sent_there_already_is_led_to_that_referral() -> None:
    begun = BegunReferral(
        id="r",
        patient_id="p",
        option_id="school-nurse",
        option_name="School nurse team",
        option_kind=OptionKind.CHILD_HEALTH,
        need="Sleep",
        begun_at=datetime(2026, 11, 10, tzinfo=UTC),
        begun_on=date(2026, 11, 10),
        begun_by="Dr Shah",
        about="Ella Atkinson",
    )
    sent = Referral(begun, ReferralState.WAITING, TODAY, sent_on=date(2026, 11, 10))
    nurse = page_for(JANE, ELLA, NOAH, there={(1, "school-nurse"): sent}).groups[1].rows[0]
    assert nurse.name == "School nurse team"
    assert [(one.whom, one.href) for one in nurse.sent] == [
        ("Ella: sent here 10 Nov 2026", "/patients/p/referrals/r")
    ]
    assert [one.whom for one in nurse.begin] == ["Noah, 7"]


def many(count: int) -> tuple[ReferralOption, ...]:
    hub = next(one for one in local_options(TODAY) if one.id == "family-hub")
    return tuple(
        replace(hub, id=f"hub-{place:03}", name=f"Hub {place:03}", advice_phone="01632 960999")
        for place in range(count)
    )


def test_of_many_options_the_best_are_shown_and_the_rest_is_one_press_away() -> None:
    page = page_for(JANE, ELLA, options=many(60))
    (group,) = page.groups
    assert len(group.rows) == SHOWN
    assert (group.all_words, group.part) == ("Show all 60: the child", "child")
    assert page.all_advisers == "Show all 60: advice for us"
    shown: list[str] = []
    step = "child"
    while step:
        page = page_for(JANE, ELLA, options=many(60), part=step)
        (group,) = page.groups
        assert len(group.rows) <= PAGE
        assert [row.first for row in group.rows] == [True] + [False] * (len(group.rows) - 1)
        shown += [row.name for row in group.rows]
        step = next((one.part for one in page.steps if one.words == "Next"), "")
    assert shown == [one.name for one in many(60)]
    assert page.subtitle == "The child: 51 to 60 of 60, best first."
    assert [one.part for one in page.steps] == ["", "child/2"]


def test_one_kind_does_not_fill_a_part_while_another_would_help() -> None:
    """Sixty family hubs come first by name and wait; early help and school stay in sight."""
    page = page_for(JANE, ELLA, NOAH, options=(*many(60), *local_options(TODAY)))
    shown = names(page)["The child"]
    assert shown == [
        "School nurse team",
        "Family Hub, Mill Lane",
        "Hub 000",
        "Early Help, Elmford council",
    ]


@pytest.mark.parametrize("part", ["nobody", "child/0", "child/-1", "child/x", "child/99999999", ""])
def test_a_part_that_nobody_offered_shows_what_there_is(part: str) -> None:
    page = page_for(JANE, ELLA, options=many(3), part=part)
    assert [row.name for row in page.groups[0].rows] == ["Hub 000", "Hub 001", "Hub 002"]


def test_a_part_past_its_end_shows_its_last_page() -> None:
    page = page_for(JANE, ELLA, options=many(30), part="child/9")
    assert page.subtitle.startswith("The child: 26 to 30 of 30")
    assert page_for(JANE, ELLA, options=many(3), part="mood").subtitle.endswith(
        "nothing is listed."
    )


def test_nothing_is_lost_between_the_groups() -> None:
    for needs in ((JANE, ELLA, NOAH), (NOAH,), (replace(JANE, sex=Sex.MALE), ELLA), (JANE,)):
        page = page_for(*needs)
        shown = [row.name for group in page.groups + page.less_likely for row in group.rows]
        assert not [group for group in page.groups + page.less_likely if group.all_words]
        shown += [row.name for row in page.helplines]
        wanted = sorted(
            one.name
            for one in local_options(TODAY)
            # A line for grown-ups is nothing to hand a child.
            if needs[0] is not NOAH or one.kind is not OptionKind.HELPLINE
        )
        assert sorted(set(shown)) == wanted
        assert bool(page.in_danger) is (needs[0] is NOAH)


def test_an_option_for_one_child_names_the_child() -> None:
    teens = replace(
        next(one for one in local_options(TODAY) if one.id == "school-nurse"), from_age=11
    )
    (group,) = page_for(JANE, ELLA, NOAH, options=(teens,)).groups
    (row,) = group.rows
    assert row.for_whom == "For Ella"
    assert "Takes ages 11 to 18" in row.fits
    assert row.against == ("Noah: Only ages 11 to 18",)


def test_the_area_gap_is_said_once_and_in_no_row() -> None:
    page = page_for(JANE, ELLA)
    rows = [row for group in page.groups + page.less_likely for row in group.rows]
    assert page.area_gap.startswith("Not known here: where they live.")
    assert "north Elmford and south Elmford" in page.area_gap
    assert not [row for row in rows if any("area" in words for words in row.unknown)]
    assert [row.serves for row in rows if row.serves] == ["Serves north Elmford"]
    known = page_for(replace(JANE, area="north Elmford"))
    assert known.area_gap == ""


def test_one_row_of_the_page_has_the_green_button() -> None:
    for needs in ((JANE, ELLA, NOAH), (NOAH,), (replace(JANE, sex=Sex.MALE),)):
        page = page_for(*needs)
        rows = [row for group in page.groups + page.less_likely for row in group.rows]
        assert [row.first for row in rows] == [True] + [False] * (len(rows) - 1)


def begins(page: LocalHelpPage) -> dict[str, list[tuple[str, str]]]:
    rows = [row for group in page.groups + page.less_likely for row in group.rows]
    return {row.name: [(one.whom, one.href) for one in row.begin] for row in rows}


def test_a_referral_begins_for_one_person_who_is_named() -> None:
    """Where it may be for several nobody is chosen beforehand: each has a link of its own."""
    teens = replace(
        next(one for one in local_options(TODAY) if one.id == "school-nurse"), id="a&b", from_age=11
    )
    new = "/patients/p/referrals/new?option="
    found = begins(page_for(JANE, ELLA, NOAH))
    assert found["Nadia Rahman"] == [("Jane, 41", f"{new}advocate&about=0")]
    both = [("Ella, 13", f"{new}camhs&about=1"), ("Noah, 7", f"{new}camhs&about=2")]
    assert found["CAMHS, north Elmford"] == both
    assert begins(page_for(JANE, NOAH, ELLA, options=(teens,), continues="an-id")) == {
        "School nurse team": [("Ella, 13", f"{new}a%26b&about=2&continues=an-id")]
    }


def test_two_children_of_whom_nothing_is_known_each_have_a_place() -> None:
    child = Need(None, Sex.UNKNOWN, is_patient=False)
    nurse = next(one for one in local_options(TODAY) if one.id == "school-nurse")
    found = begins(page_for(JANE, child, child, options=(nurse,)))["School nurse team"]
    assert [href[-1] for _, href in found] == ["1", "2"]


def test_nobody_is_referred_to_whoever_only_advises() -> None:
    nurse = next(one for one in local_options(TODAY) if one.id == "school-nurse")
    line = replace(nurse, id="line", kind=OptionKind.ADVICE, name="A line")
    (group,) = page_for(JANE, ELLA, options=(nurse, line), part="advice").groups
    assert {row.name: len(row.begin) for row in group.rows} == {
        "School nurse team": 1,
        "A line": 0,
    }


def test_a_helpline_stands_apart_and_claims_nothing() -> None:
    page = page_for(JANE)
    (line,) = page.helplines
    assert line.checked == "Not verified: check the number before you give it."
    assert "Any hour" not in {start.what for start in page.starts}
    checked = tuple(
        replace(one, assured_on=TODAY) if one.kind is OptionKind.HELPLINE else one
        for one in local_options(TODAY)
    )
    (line,) = page_for(JANE, options=checked).helplines
    assert line.checked == "Number checked 23 Nov 2026"


def test_a_young_person_gets_help_that_takes_the_age() -> None:
    kofi = Need(11, Sex.MALE, name="Kofi")
    rows = page_for(kofi).groups[0].rows
    assert {row.name for row in rows} == {
        "School nurse team",
        "Family Hub, Mill Lane",
        "Early Help, Elmford council",
    }


def test_the_general_page_leads_on_to_everything() -> None:
    page = general_page(ListedHelp(local_options(TODAY)[:1], 1, 1), TODAY)
    assert (page.all_href, page.all_words) == ("/directory/all", "Show all")
    assert page.helplines == ()


def test_of_very_many_helplines_the_first_are_shown_and_the_rest_is_said() -> None:
    (line,) = (one for one in local_options(TODAY) if one.kind is OptionKind.HELPLINE)
    lines = tuple(replace(line, id=f"l{n}", name=f"Line {n:02}") for n in range(MOST_HELPLINES + 1))
    page = page_for(JANE, options=lines)
    assert (len(page.helplines), page.more_helplines) == (
        MOST_HELPLINES,
        "And 1 more: look for them by name.",
    )
    assert page_for(JANE, options=lines[1:]).more_helplines == ""
    assert page_for(replace(JANE, age=12), options=lines).more_helplines == ""
