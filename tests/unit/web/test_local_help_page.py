"""The page of local help: who an option is for, what is said once, what stands apart."""

from dataclasses import replace
from datetime import UTC, date, datetime

from gpsupport.actions.local_help import LocalHelp
from gpsupport.demo.local_options import local_options
from gpsupport.domain.consultation import Consultation
from gpsupport.domain.people import Patient, PersonName, Sex
from gpsupport.domain.referral import Need, OptionKind, ReferralOption, match_family
from gpsupport.knowledge.load import load_knowledge
from gpsupport.web.directory.pages import LocalHelpPage, general_page, local_help_page

TODAY = date(2026, 11, 23)
KNOWLEDGE = load_knowledge()
JANE = Need(41, Sex.FEMALE, abuse_ongoing=True, name="Jane")
ELLA = Need(13, Sex.UNKNOWN, abuse_ongoing=True, name="Ella", is_patient=False)
NOAH = Need(7, Sex.UNKNOWN, abuse_ongoing=True, name="Noah", is_patient=False)


def page_for(
    *needs: Need, options: tuple[ReferralOption, ...] = local_options(TODAY)
) -> LocalHelpPage:
    at = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)
    found = LocalHelp(
        Patient("p", PersonName(given=needs[0].name), needs[0].sex),
        Consultation("c", "p", "d", at),
        needs,
        match_family(options, needs, TODAY),
    )
    return local_help_page(found, KNOWLEDGE)


def names(page: LocalHelpPage) -> dict[str, list[str]]:
    return {group.heading: [row.name for row in group.rows] for group in page.groups}


def test_help_is_grouped_by_whom_it_is_for() -> None:
    page = page_for(JANE, ELLA, NOAH)
    assert names(page) == {
        "For Jane": [
            "Nadia Rahman",
            "Open Door Elmford",
            "Harbour women’s service",
            "Talking therapies, Elmford",
        ],
        "For Ella, 13, and Noah, 7": [
            "School nurse team",
            "Family Hub, Mill Lane",
            "Early Help, Elmford council",
        ],
    }
    assert page.less_likely_words == "Less likely to fit (1)"
    (unlikely,) = page.less_likely
    assert unlikely.heading == "For Ella, 13, and Noah, 7"
    assert unlikely.rows[0].against == (
        "Only once home is safe",
        "Wants a diagnosis or a severe problem",
    )


def test_nothing_is_lost_between_the_groups() -> None:
    for needs in ((JANE, ELLA, NOAH), (NOAH,), (replace(JANE, sex=Sex.MALE), ELLA), (JANE,)):
        page = page_for(*needs)
        shown = [row.name for group in page.groups + page.less_likely for row in group.rows]
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
    page = general_page(local_options(TODAY)[:1])
    assert (page.all_href, page.all_words) == ("/directory/all", "Show all")
    assert page.helplines == ()
