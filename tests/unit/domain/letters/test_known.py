"""What a letter may quote: only a way that holds, and the day of the first referral."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from gpsupport.domain.days import PartialDate
from gpsupport.domain.directory.option import OptionKind
from gpsupport.domain.disclosure.contact import SafeContact, SafeWay
from gpsupport.domain.letters.kept_out import KeptOut
from gpsupport.domain.letters.kinds import Holds, LetterKind
from gpsupport.domain.letters.known import LetterFacts
from gpsupport.domain.letters.letter import Offered
from gpsupport.domain.letters.writing import Head, first_choice, offered, possible, write
from gpsupport.domain.record import Code, CodedEntry, Coding, EntryKind
from gpsupport.domain.referral.events import BegunReferral, ReferralEvent, WaitingCheck
from gpsupport.domain.referral.following import Referral
from gpsupport.domain.referral.states import Impact, ReferralState
from gpsupport.knowledge.load import load_knowledge

TODAY = date(2026, 11, 23)
LETTERS = load_knowledge().letters
RULES = load_knowledge().referral
assert RULES is not None
assert LETTERS.contact is not None
WAY = SafeContact(
    SafeWay.OWN_PHONE,
    "01632 960702",
    never="his phone",
    confirmed_on=date(2026, 11, 1),
    valid_until=TODAY,
)
BEGUN = BegunReferral(
    id="r",
    patient_id="p",
    option_id="",
    option_name="Team",
    option_kind=OptionKind.CAMHS,
    need="Sleep",
    begun_at=datetime(2026, 11, 1, tzinfo=UTC),
    begun_on=date(2026, 11, 1),
    begun_by="Dr Shah",
    first_sent_on=date(2026, 3, 3),
)
SENT = Referral(BEGUN, ReferralState.WAITING, date(2026, 11, 2), sent_on=date(2026, 11, 2))
KNOWN = LetterFacts(TODAY, RULES, LETTERS.contact, "Sam Ash", "Kim Ash", SENT, (SENT,), WAY)
HEAD = Head("Elm Tree", "Dr Shah", "GP", ("Sam Ash",))


def written(known: LetterFacts) -> str:
    rule, out = LETTERS.kinds[LetterKind.AGAIN], KeptOut(allowed=(WAY.detail,))
    found = offered(rule, LETTERS, known, out, child=True)
    choice = first_choice(found, "Team", "01632 960100")
    return "\n".join(write(rule, LETTERS, known, found, choice, HEAD, out).texts())


def test_the_wait_counts_from_the_first_referral() -> None:
    assert "First referred on 3 Mar 2026." in written(KNOWN)
    assert [one.words for one in KNOWN.facts(Holds.CLOCK)][1] == "Waiting since then: 8 months."


def test_a_way_that_holds_is_said_and_what_must_never_be_used_is_not() -> None:
    said = written(KNOWN)
    assert "Kim Ash: Own phone: 01632 960702" in said
    assert "his phone" not in said


def test_what_came_before_is_of_the_same_person_and_in_line() -> None:
    """Neither another child's referral nor one that goes on beside it is quoted."""

    def sent(name: str, continues: str = "", about: str = "Sam") -> Referral:
        begun = replace(BEGUN, id=name, option_name=name, continues=continues, about=about)
        event = ReferralEvent("e", BEGUN.begun_at, "", date(2026, 3, 9), ReferralState.RETURNED)
        check = (date(2026, 4, 1), WaitingCheck(self_harm=True))
        return Referral(
            begun, ReferralState.SUPERSEDED, TODAY, (event,), sent_on=TODAY, checks=(check,)
        )

    chain = (sent("Other", about="Ola"), sent("First", "Other"), sent("Beside", "First"))
    own = replace(SENT, begun=replace(BEGUN, continues="First", about="Sam"))
    known = replace(KNOWN, referral=own, chain=(*chain, own))
    (fact,) = known.facts(Holds.BEFORE)
    assert fact.words.startswith("First: sent on 23 Nov 2026. Came back")
    assert len(known.facts(Holds.CHANGED)) == 1
    for secret in ({"option_kind": OptionKind.REFUGE}, {"hidden_place": True}):
        place = replace(chain[1], begun=replace(chain[1].begun, **secret))
        hidden = replace(known, chain=(place, own))
        for holds in (Holds.BEFORE, Holds.CHAIN):
            (fact, *_) = hidden.facts(holds)
            assert "Another service" in fact.words
            assert "First" not in fact.words


def test_of_what_was_seen_the_newest_are_offered_and_older_ones_are_counted() -> None:
    def seen(day: int) -> CodedEntry:
        codings = (Coding(Code("", "c"), f"Bruise {day}"),)
        return CodedEntry(
            f"Condition/{day}", EntryKind.CONDITION, codings, PartialDate(date(2026, 10, day))
        )

    known = replace(KNOWN, seen=tuple(seen(day) for day in (9, 8, 7)), most_seen=2)
    rule = LETTERS.kinds[LetterKind.EVIDENCE]
    found = offered(rule, LETTERS, known, KeptOut(), child=False)
    (part,) = (one for one in found if one.rule.holds is Holds.SEEN)
    assert [fact.words[-8:] for fact in part.facts] == ["Bruise 9", "Bruise 8"]
    assert part.older == 1
    assert LETTERS.seen is not None
    assert LETTERS.seen.most == 30


@pytest.mark.parametrize(
    "contact",
    [
        None,
        replace(WAY, valid_until=date(2026, 11, 22)),
        replace(WAY, confirmed_on=None),
        SafeContact(SafeWay.NONE, "01632 960702", confirmed_on=TODAY, valid_until=TODAY),
    ],
)
def test_without_one_the_practice_stands_in(contact: SafeContact | None) -> None:
    said = written(replace(KNOWN, contact=contact))
    assert "01632 960702" not in said
    assert "Get in touch only through this practice" in said


def test_the_escalation_waits_for_the_third_return() -> None:
    def after(returns: int) -> bool:
        back = replace(SENT, returns=returns)
        return possible(LetterKind.ESCALATION, back, (back,), KNOWN.rules)

    assert [after(returns) for returns in range(5)] == [False, False, False, True, True]
    assert not possible(LetterKind.EVIDENCE, SENT, (SENT,), KNOWN.rules)
    assert not possible(LetterKind.REFERRAL, None, (), KNOWN.rules)


@pytest.mark.parametrize(
    ("looks", "said", "unsaid"),
    [
        (
            (WaitingCheck(Impact.SEVERE),),
            ("How things are now", "Life has nearly stopped.", "ring us on the day"),
            ("become worse\n", "severe effect", "within a week"),
        ),
        (
            (WaitingCheck(Impact.SOME), WaitingCheck(Impact.MUCH)),
            ("What has become worse", "much effect on daily life", "within a week"),
            ("How things are now", "ring us on the day"),
        ),
    ],
)
def test_what_cannot_wait_is_asked_for_on_the_day_on_which_the_letter_arrives(
    looks: tuple[WaitingCheck, ...], said: tuple[str, ...], unsaid: tuple[str, ...]
) -> None:
    checks = tuple((date(2026, 11, 3 + place), look) for place, look in enumerate(looks))
    waiting = replace(SENT, checks=checks)
    letter = written(replace(KNOWN, referral=waiting, chain=(waiting,)))
    headings = [one.rule.heading for one in _offered(waiting)]
    whole = "\n".join((*headings, letter))
    assert [one for one in said if one not in whole] == []
    assert [one for one in unsaid if one in whole] == []


def _offered(waiting: Referral) -> tuple[Offered, ...]:
    known = replace(KNOWN, referral=waiting, chain=(waiting,))
    return offered(LETTERS.kinds[LetterKind.AGAIN], LETTERS, known, KeptOut(), child=True)
