"""The directory of the demo: no number that could ring at a stranger's, no refuge address."""

import re
from datetime import date

from gpsupport.actions.neutral import is_general
from gpsupport.demo.local_options import HELPLINE_PHONE, local_options
from gpsupport.domain.directory.option import OptionKind
from gpsupport.domain.people import Sex
from gpsupport.domain.referral.matching import Need, match_family, rank
from gpsupport.knowledge.load import load_knowledge

TODAY = date(2026, 11, 23)


def test_every_phone_is_of_the_drama_range_but_the_helpline_of_the_pack() -> None:
    listed = local_options(TODAY)
    phones = [phone for one in listed for phone in (one.phone, one.advice_phone) if phone]
    assert HELPLINE_PHONE in {line.phone for line in load_knowledge().helplines}
    phones.remove(HELPLINE_PHONE)
    assert [phone for phone in phones if not re.fullmatch(r"01632 960\d{3}", phone)] == []


def test_every_kind_that_the_demo_shows_is_there_once_or_more() -> None:
    kinds = {option.kind for option in local_options(TODAY)}
    assert kinds >= {
        OptionKind.IRIS_ADVOCATE,
        OptionKind.ABUSE_SERVICE,
        OptionKind.CAMHS,
        OptionKind.EARLY_HELP,
        OptionKind.FAMILY_HUB,
        OptionKind.SCHOOL,
        OptionKind.TALKING_THERAPIES,
        OptionKind.HELPLINE,
    }


def test_the_advocate_comes_first_for_a_woman_and_not_for_a_man() -> None:
    woman = rank(local_options(TODAY), Need(41, Sex.FEMALE, abuse_ongoing=True), TODAY)
    man = rank(local_options(TODAY), Need(29, Sex.MALE, abuse_ongoing=True), TODAY)
    assert woman[0].option.named_person == "Nadia Rahman"
    assert man[0].option.id == "open-door"


def test_a_girl_s_school_nurse_is_not_named_to_her_mother() -> None:
    needs = (Need(41, Sex.FEMALE, name="Jane"), Need(13, Sex.UNKNOWN, name="Ella"))
    for_whom = {
        one.option.id: [fit.need.name for fit in one.suited]
        for one in match_family(local_options(TODAY), needs, TODAY)
    }
    assert for_whom["advocate"] == ["Jane"]
    assert for_whom["school-nurse"] == ["Ella"]
    assert for_whom["camhs"] == []


def test_general_help_is_what_anybody_may_look_for() -> None:
    general = {one.id for one in local_options(TODAY) if is_general(one)}
    assert general == {"talking-therapies", "family-hub", "school-nurse", "early-help"}


def test_one_entry_is_too_old_to_rely_on() -> None:
    stale = [one.id for one in local_options(TODAY) if one.stale_after and one.stale_after < TODAY]
    assert stale == ["early-help"]
