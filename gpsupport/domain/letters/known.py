"""What this practice knows that a letter may quote, part by part, each with where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from operator import itemgetter

from gpsupport.domain.days import PartialDate, day_in_words, span_in_words
from gpsupport.domain.disclosure.contact import SafeContact
from gpsupport.domain.enquiry import Enquiry
from gpsupport.domain.knowledge.content.letters import ContactWords
from gpsupport.domain.knowledge.content.referring import ReferralRules
from gpsupport.domain.letters.kinds import Holds
from gpsupport.domain.letters.letter import Fact
from gpsupport.domain.record import CodedEntry
from gpsupport.domain.referral.events import ReferralEvent, WaitingCheck
from gpsupport.domain.referral.following import Referral
from gpsupport.domain.referral.states import Impact, ReferralState, Worse
from gpsupport.domain.referral.waiting import worse_since

_NOTED = "What was noted with the referral"
CHAIN_HEADS = ("Day", "Sent to", "What happened", "In their words")
# What only says that a referral was begun, ended for the next one, or was none.
_BESIDE_THE_CHAIN = frozenset(
    {
        ReferralState.DRAFT,
        ReferralState.CONSENT,
        ReferralState.SUPERSEDED,
        ReferralState.IN_ERROR,
    }
)
_IMPACTS = {
    Impact.NONE: "not in the way of daily life",
    Impact.SOME: "some effect on daily life",
    Impact.MUCH: "much effect on daily life",
    Impact.SEVERE: "severe effect on daily life",
}


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """What a letter may draw on, on a day.

    `person` is whom the letter is about, `reachable` who is reached in the safe way: for a child
    the patient. `chain` are the referrals that hang together with this one, itself among them,
    oldest first. `told` are the askings at which the patient told, `seen` entries of the own record
    that a clinician may have seen, newest first, of which `most_seen` may be quoted.
    """

    on: date
    rules: ReferralRules
    words: ContactWords
    person: str
    reachable: str
    referral: Referral | None = None
    chain: tuple[Referral, ...] = ()
    contact: SafeContact | None = None
    told: tuple[Enquiry, ...] = ()
    seen: tuple[CodedEntry, ...] = ()
    most_seen: int = 0

    @property
    def before(self) -> tuple[Referral, ...]:
        """The referrals whose place this one takes, one after the other, for the same person."""
        return () if self.referral is None else before(self.referral, self.chain)

    def facts(self, holds: Holds) -> tuple[Fact, ...]:
        """What fills a part, in the order in which it would stand."""
        return tuple(
            replace(fact, id=f"{holds}-{place}")
            for place, fact in enumerate(_READERS[holds](self), start=1)
        )


def before(referral: Referral, chain: Iterable[Referral]) -> tuple[Referral, ...]:
    """Those of a chain whose place this one takes, oldest first; none of another person's.

    What goes on beside it, and took the place of the same one, did not come before it.
    """
    known = {one.begun.id: one for one in chain}
    found: list[Referral] = []
    earlier = known.pop(referral.begun.continues, None)
    while earlier is not None and earlier.begun.about == referral.begun.about:
        found.append(earlier)
        earlier = known.pop(earlier.begun.continues, None)
    return tuple(reversed(found))


def all_looks(referral: Referral, chain: Iterable[Referral]) -> Referral:
    """The referral with the looks at whoever waits of those before it too, in the order of days."""
    looks = [look for one in (*before(referral, chain), referral) for look in one.checks]
    return replace(referral, checks=tuple(sorted(looks, key=itemgetter(0))))


def _need(known: LetterFacts) -> Iterator[Fact]:
    if known.referral is not None:
        begun = known.referral.begun
        source = f"Referral begun {_day(begun.begun_on)}"
        yield Fact("", begun.need, source)
        if begun.urgent:
            yield Fact("", "This is urgent.", source)


def _consent(known: LetterFacts) -> Iterator[Fact]:
    consent = known.referral.consent if known.referral else None
    if consent is None or not consent.stands:
        return
    source = "Consent as noted with the referral"
    if consent.given and consent.asked_on is not None:
        yield Fact("", f"Agreed on {_day(consent.asked_on)} by {consent.by_whom}.", source)
    else:
        yield Fact("", f"Without a yes: {consent.why_without}", source)
    if consent.shares:
        yield Fact("", f"What may be said: {consent.shares}", source)


def _clock(known: LetterFacts) -> Iterator[Fact]:
    start = known.referral.clock_start if known.referral else None
    if start is None:
        return
    source = "Day on which the first referral went out"
    yield Fact("", f"First referred on {_day(start)}.", source)
    if start < known.on:
        yield Fact("", f"Waiting since then: {span_in_words(start, known.on)}.", source)


def _changed(known: LetterFacts) -> Iterator[Fact]:
    """Every look since the first referral that found something worse than the looks before it."""
    if known.referral is None:
        return
    signs = {one.id: one.words for one in known.rules.while_waiting.worse}
    whole = all_looks(known.referral, known.chain)
    for place, (on, check) in enumerate(whole.checks):
        until = replace(whole, checks=whole.checks[:place])
        found = worse_since(until, check)
        worse = [signs[one.value] for one in found]
        # That life has nearly stopped says the severest effect already.
        impact = () if Worse.STOPPED in found else _impact(check)
        said = "; ".join((*worse, *impact))
        source = f"Look at whoever waits, {_day(on)}"
        if worse:
            yield Fact("", f"{_day(on)}: {said}.", source)
            if check.words:
                yield Fact("", check.words, source)


def _impact(check: WaitingCheck) -> tuple[str, ...]:
    return () if check.impact is None else (_IMPACTS[check.impact],)


def _chain(known: LetterFacts) -> Iterator[Fact]:
    for one in known.chain:
        for event in one.counting:
            cells = _chain_row(one, event, known.rules)
            if cells is not None:
                yield Fact("", "; ".join(cells), _NOTED, cells)


def _chain_row(one: Referral, event: ReferralEvent, rules: ReferralRules) -> tuple[str, ...] | None:
    if event.to is None or event.to in _BESIDE_THE_CHAIN:
        return None
    what = rules.stage(event.to.value).words
    if event.reason is not None:
        what = f"{what}: {rules.reason(event.reason.value).words}"
    said = event.advice or (event.words if event.reason is not None else "")
    return _day(event.on), _named(one), what, said


def _before(known: LetterFacts) -> Iterator[Fact]:
    """What became of each referral whose place this one takes, in a sentence or two."""
    for one in known.before:
        events = [
            event
            for event in one.counting
            if event.to is not None and event.to not in _BESIDE_THE_CHAIN
        ]
        if one.sent_on is None or not events:
            continue
        parts = [f"{_named(one)}: sent on {_day(one.sent_on)}"]
        row = _chain_row(one, events[-1], known.rules)
        if events[-1].to is not ReferralState.SENT and row is not None:
            on, _, what, said = row
            parts += [f"{what} (on {on})", *([said] if said else [])]
        yield Fact("", ". ".join(part.rstrip(".") for part in parts) + ".", _NOTED)


def _named(one: Referral) -> str:
    """Where it went. That somebody lives in a refuge is for nobody else to read."""
    return "Another service" if one.begun.hidden else one.begun.option_name


def _plan(known: LetterFacts) -> Iterator[Fact]:
    plan = known.referral.plan if known.referral else None
    if plan is not None and plan.complete:
        source = "Plan noted after it came back"
        yield Fact("", f"Next: {plan.next_route}. Owner: {plan.owner}.", source)


def _safe_way(known: LetterFacts) -> Iterator[Fact]:
    """The way that holds today. No letter says what must never be used."""
    contact, words = known.contact, known.words
    if contact is None or contact.confirmed_on is None or not contact.holds(known.on):
        return
    source = f"Safe way, confirmed {_day(contact.confirmed_on)}"
    way = words.ways[contact.way]
    told = ": ".join(one for one in (way, contact.detail) if one)
    yield Fact("", f"{known.reachable}: {told}", source)
    if contact.times:
        yield Fact("", f"When: {contact.times}", source)
    if contact.who_answers:
        yield Fact("", f"Who answers, and what to say: {contact.who_answers}", source, begins=False)
    if contact.code_words:
        not_safe = f"Words that mean that it is not safe to talk: {contact.code_words}"
        yield Fact("", not_safe, source, begins=False)


def _told(known: LetterFacts) -> Iterator[Fact]:
    for one in known.told:
        source = f"Asked on {_day(one.on)}" + (f" by {one.by}" if one.by else "")
        yield Fact("", f"{_day(one.on)}: told {one.by or 'us'}.", source)
        if one.words:
            yield Fact("", f"In their own words: “{one.words}”", source, begins=False)
        if one.observed:
            yield Fact("", f"What was seen that day: {one.observed}", source, begins=False)


def _seen(known: LetterFacts) -> Iterator[Fact]:
    for entry in known.seen[: known.most_seen]:
        if entry.display and entry.on is not None:
            by = f", {entry.recorded_by}" if entry.recorded_by else ""
            source = f"The record{by}"
            yield Fact("", f"{day_in_words(entry.on)}: {entry.display}", source, begins=False)


def _day(on: date) -> str:
    return day_in_words(PartialDate(on))


_READERS: dict[Holds, Callable[[LetterFacts], Iterable[Fact]]] = {
    Holds.NEED: _need,
    Holds.CONSENT: _consent,
    Holds.CLOCK: _clock,
    Holds.CHANGED: _changed,
    Holds.CHAIN: _chain,
    Holds.BEFORE: _before,
    Holds.PLAN: _plan,
    Holds.SAFE_WAY: _safe_way,
    Holds.TOLD: _told,
    Holds.SEEN: _seen,
}
