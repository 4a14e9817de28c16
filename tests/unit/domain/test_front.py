"""Which prompt stands in front: the first strong one that has not stood there too often."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gpsupport.domain.assessment import Prompt, assess
from gpsupport.domain.days import days_before
from gpsupport.domain.enquiry import Enquiry, EnquiryHistory, EnquiryOutcome, NotAskedReason
from gpsupport.domain.front import TIERS_TO_ASK, find_front, for_clinician, is_for_clinician
from gpsupport.domain.knowledge.content.care import Exclusion
from gpsupport.domain.knowledge.content.pack import Audience, Knowledge
from gpsupport.domain.knowledge.language.conditions import AllOf
from gpsupport.domain.record import PatientPicture, Shown, Tick
from gpsupport.knowledge.load import load_knowledge
from tests.unit.domain.pictures import TODAY, ago, entry, pictures, somebody

SELF_HARM, SEPARATION = "6471006", "160788005"
PACK = load_knowledge()


def day(days_ago: int) -> date:
    """A day counted back from TODAY."""
    return ago(days_ago).earliest


def knowledge(times: int | None = 2, again_days: int | None = None) -> Knowledge:
    """The packaged content in which every reason may stand in front so often."""
    return replace(
        PACK,
        indicators=tuple(
            replace(
                one,
                branches=tuple(
                    replace(branch, front_times=times, front_again_days=again_days)
                    for branch in one.branches
                ),
            )
            for one in PACK.indicators
        ),
    )


def separated(
    *days_shown: int, reason_ago: int = 100, enquiries: tuple[Enquiry, ...] = ()
) -> PatientPicture:
    """Somebody separated, whose prompt stood in front on these days for that reason."""
    shown = (Shown("A25", day(one), day(reason_ago)) for one in days_shown)
    return PatientPicture(
        somebody(),
        (entry(SEPARATION, reason_ago),),
        history=EnquiryHistory(enquiries),
        shown=tuple(shown),
    )


def front(picture: PatientPicture, content: Knowledge | None = None) -> str | None:
    """The id of what stands in front; two showings wear a reason out, unless it is said."""
    prompt = find_front(assess(picture, content or knowledge(), TODAY))
    return prompt.indicator if prompt else None


@pytest.mark.parametrize(
    ("days_shown", "expected"), [((), "A25"), ((80,), "A25"), ((80, 40), None), ((80, 80), "A25")]
)
def test_a_reason_stands_in_front_so_often(days_shown: tuple[int, ...], expected: str) -> None:
    picture = separated(*days_shown)
    assert [one.indicator for one in assess(picture, knowledge(), TODAY).prompts] == ["A25"]
    assert front(picture) == expected


def test_it_waits_for_the_first_chance_to_ask_however_late_that_is() -> None:
    assert front(separated(reason_ago=360)) == "A25"


def test_without_a_limit_it_stands_there_until_somebody_asks() -> None:
    assert front(separated(80, 60, 40, 20), knowledge(None)) == "A25"


def test_the_page_does_not_change_when_it_is_opened_again() -> None:
    assert front(separated(80, 0)) == "A25"


def test_showings_of_long_ago_no_longer_count() -> None:
    content = knowledge(1, again_days=56)
    assert [front(separated(ago), content) for ago in (55, 56, 57)] == [None, None, "A25"]


def test_newer_evidence_starts_again_even_when_a_letter_brings_it_late() -> None:
    worn_out = separated(80, 40)
    letter = entry(SEPARATION, 90, 2)
    late = replace(worn_out, entries=(*worn_out.entries, letter))
    assert front(worn_out) is None
    assert front(late) == "A25"
    seen = tuple(Shown("A25", day(one), day(90)) for one in (30, 20))
    assert front(replace(late, shown=worn_out.shown + seen)) is None


def test_a_reason_without_a_day_wears_out_too() -> None:
    undated = PatientPicture(
        somebody(), shown=(Shown("A25", day(9)), Shown("A25", day(8), day(700)))
    )
    prompt = assess(separated(), knowledge(), TODAY).prompts[0]
    unknown = replace(prompt, why=tuple(replace(one, on=None) for one in prompt.why))
    found = replace(assess(undated, knowledge(), TODAY), prompts=(unknown,))
    assert find_front(found) is None
    assert find_front(replace(found, shown=undated.shown[:1])) == unknown


def test_what_stood_there_for_another_rule_says_nothing() -> None:
    picture = separated()
    others = tuple(replace(one, indicator="A06") for one in separated(80, 40).shown)
    assert front(replace(picture, shown=others)) == "A25"


def test_a_worn_out_reason_makes_room_for_the_one_below_it() -> None:
    picture = separated(reason_ago=5)
    picture = replace(picture, entries=(*picture.entries, entry(SELF_HARM, 60, 2)))
    assert front(picture) == "A10"
    shown = tuple(Shown("A10", day(one), day(60)) for one in (30, 20))
    assert front(replace(picture, shown=shown)) == "A25"


def not_asked(days_ago: int, reason: NotAskedReason = NotAskedReason.NO_TIME) -> Enquiry:
    """Nobody asked that day."""
    return Enquiry("e", day(days_ago), EnquiryOutcome.NOT_ASKED, reason=reason)


@pytest.mark.parametrize("reason", NotAskedReason)
def test_what_was_put_off_comes_back_and_that_visit_does_not_count(reason: NotAskedReason) -> None:
    picture = separated(80, 40, enquiries=(not_asked(40, reason),))
    done = reason is NotAskedReason.ALREADY_DONE
    assert front(picture) == (None if done else "A25")
    again = replace(picture, shown=separated(80, 40, 30).shown)
    assert front(again) == (None if done else "A25")
    worn_out = replace(picture, shown=separated(80, 40, 30, 20).shown)
    assert front(worn_out) is None


def test_what_is_put_off_today_changes_the_next_visit() -> None:
    picture = separated(80, 40, enquiries=(not_asked(0),))
    assert front(picture) is None
    tomorrow = assess(picture, knowledge(), days_before(TODAY, -1))
    assert find_front(tomorrow) is not None


def put_off(days_ago: int, until_days: int) -> Enquiry:
    """Put off that day, for so many days."""
    until = day(days_ago - until_days)
    return Enquiry("e", day(days_ago), EnquiryOutcome.DEFERRED, until=until)


@pytest.mark.parametrize(
    ("enquiry", "expected"),
    [
        (not_asked(13), None),
        (not_asked(14), "A25"),
        (not_asked(27, NotAskedReason.OTHER), None),
        (not_asked(28, NotAskedReason.OTHER), "A25"),
        (not_asked(27, NotAskedReason.ALREADY_DONE), None),
        (not_asked(28, NotAskedReason.ALREADY_DONE), "A25"),
        (not_asked(13, NotAskedReason.NOT_ALONE), "A25"),
        (not_asked(13, NotAskedReason.NOT_PRIVATE), "A25"),
        (not_asked(13, NotAskedReason.INTERPRETER_MISSING), "A25"),
        (put_off(9, 10), None),
        (put_off(10, 10), "A25"),
        (put_off(28, 90), None),
        (put_off(89, 90), None),
        (put_off(90, 90), "A25"),
    ],
)
def test_what_stood_there_when_it_was_put_off_rests(enquiry: Enquiry, expected: str | None) -> None:
    shown_ago = (TODAY - enquiry.on).days
    picture = separated(shown_ago, enquiries=(enquiry,))
    assert front(picture, knowledge(None)) == expected
    assert [one.indicator for one in assess(picture, PACK, TODAY).prompts] == ["A25"]


def test_what_did_not_stand_there_then_does_not_rest() -> None:
    assert front(separated(9, enquiries=(not_asked(5),)), knowledge(None)) == "A25"
    other = replace(separated(enquiries=(not_asked(5),)), shown=(Shown("A06", day(5), day(9)),))
    assert front(other, knowledge(None)) == "A25"


def test_newer_evidence_ends_the_rest() -> None:
    resting = separated(5, enquiries=(not_asked(5),))
    assert front(resting, knowledge(None)) is None
    newer = replace(resting, entries=(*resting.entries, entry(SEPARATION, 2, 2)))
    assert front(newer, knowledge(None)) == "A25"


def test_what_cannot_wait_never_rests() -> None:
    resting = separated(5, enquiries=(not_asked(5),))
    assert front(resting, urgent(knowledge(None))) == "A25"


def test_what_somebody_asked_about_comes_back_when_it_is_due() -> None:
    asked = Enquiry("e", day(700), EnquiryOutcome.NOT_DISCLOSED)
    before = separated(30, 20, reason_ago=300, enquiries=(asked,))
    assert front(before) is None
    since = replace(asked, on=day(250))
    assert front(separated(30, 20, reason_ago=300, enquiries=(since,))) == "A25"


def test_tier_three_is_never_in_front() -> None:
    kept_in_mind = PatientPicture(somebody(), ticks=(Tick("new-partner", answer=True, on=TODAY),))
    found = assess(kept_in_mind, knowledge(), TODAY)
    assert [one.tier for one in found.prompts] == [3]
    assert find_front(found) is None


# What cannot wait


def urgent(content: Knowledge = PACK) -> Knowledge:
    """Content in which the rule for a separation cannot wait, and is for the patient alone."""
    return replace(
        content,
        indicators=tuple(
            replace(
                one,
                sensitive=True,
                branches=tuple(replace(branch, same_day=True) for branch in one.branches),
            )
            if one.id == "A25"
            else one
            for one in content.indicators
        ),
    )


def test_what_cannot_wait_never_wears_out_and_comes_before_a_higher_tier() -> None:
    picture = separated(80, 60, 40, 20, reason_ago=90)
    picture = replace(picture, entries=(*picture.entries, entry(SELF_HARM, 5, 2)))
    assert front(picture, knowledge()) == "A10"
    assert front(picture, urgent(knowledge())) == "A25"


@pytest.mark.parametrize("outcome", [one for one in EnquiryOutcome if one.asked])
def test_no_asking_and_no_exclusion_silences_what_cannot_wait(outcome: EnquiryOutcome) -> None:
    shut = replace(PACK, exclusions=(Exclusion("always", "Not today.", AllOf(())),))
    until = day(-9) if outcome is EnquiryOutcome.OPTED_OUT else None
    picture = separated(enquiries=(Enquiry("e", day(1), outcome, until=until),))
    assert front(picture, shut) is None
    assert front(picture, urgent(shut)) == "A25"


def test_what_cannot_wait_is_shown_with_an_interpreter_too() -> None:
    assessment = assess(separated(), urgent(), TODAY)
    assert find_front(for_clinician(assessment, urgent(), alone=False)) is not None
    can_wait = replace(
        assessment, prompts=tuple(replace(one, same_day=False) for one in assessment.prompts)
    )
    assert find_front(for_clinician(can_wait, urgent(), alone=False)) is None
    assert find_front(for_clinician(can_wait, urgent(), alone=True)) is not None


# Whatever stands in a record


@st.composite
def shown_before(draw: st.DrawFn) -> PatientPicture:
    """Anybody, with showings of anything."""
    ids = st.sampled_from([one.id for one in PACK.indicators])
    back = st.integers(min_value=-5, max_value=900).map(day)
    shown = draw(st.lists(st.builds(Shown, ids, back, st.none() | back), max_size=8).map(tuple))
    return replace(draw(pictures()), shown=shown)


@given(shown_before(), st.booleans())
def test_what_a_clinician_may_see(picture: PatientPicture, alone: bool) -> None:
    assessment = assess(picture, PACK, TODAY)
    seen = for_clinician(assessment, PACK, alone=alone)
    rules = {one.id: one for one in PACK.indicators}
    for one in seen.prompts:
        assert one.audience is Audience.CLINICIAN
        assert not one.household
        assert alone or one.same_day or not one.sensitive
    quiet = [one.indicator for one in seen.silent] + [one.indicator for one in seen.unknown]
    assert all(is_for_clinician(rules[one]) for one in quiet)
    assert alone or not any(rules[one].sensitive for one in quiet)
    assert [one for one in assessment.prompts if one in seen.prompts] == list(seen.prompts)


@given(shown_before())
def test_what_stood_in_front_changes_the_front_alone(picture: PatientPicture) -> None:
    assessment = assess(picture, PACK, TODAY)
    unseen = assess(replace(picture, shown=()), PACK, TODAY)
    assert replace(assessment, shown=()) == unseen
    found, first = find_front(assessment), find_front(unseen)
    strong = [one for one in assessment.prompts if one.tier in TIERS_TO_ASK or one.same_day]
    assert first == (strong[0] if strong else None)
    assert found is None or found in strong
    lasting = [one for one in strong if one.front_times is None]
    if lasting:
        assert found is not None
        assert strong.index(found) <= strong.index(lasting[0])


@given(shown_before())
def test_what_cannot_wait_always_stands_first(picture: PatientPicture) -> None:
    assessment = assess(picture, PACK, TODAY)
    cannot_wait: list[Prompt] = [one for one in assessment.prompts if one.same_day]
    assert list(assessment.prompts[: len(cannot_wait)]) == cannot_wait
    if cannot_wait:
        assert find_front(assessment) == cannot_wait[0]


def test_a_tick_of_today_is_new() -> None:
    ticked = PatientPicture(somebody(), ticks=(Tick("separation", answer=True, on=TODAY),))
    worn_out = tuple(Shown("A25", day(one), day(one)) for one in (3, 2))
    assert front(replace(ticked, shown=worn_out)) == "A25"
