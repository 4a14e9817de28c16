"""The referrals of one record, one of them, and the list of those that are owed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from gpsupport.actions.days import london_day
from gpsupport.actions.referral import Followed, OpenReferral, OpenReferrals
from gpsupport.actions.referral.reminding import NO_HOLIDAYS
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.knowledge.content.referring import ReferralRules
from gpsupport.domain.referral.chains import Duty, chains_of, duty_after
from gpsupport.domain.referral.following import Referral
from gpsupport.domain.referral.owed import owed_of
from gpsupport.domain.referral.unmet import UnmetNeed
from gpsupport.domain.referral.waiting import plan_days, worse_now
from gpsupport.domain.reminders import ReminderKind
from gpsupport.web import words
from gpsupport.web.consultation.ordinary import GateState, gate_state
from gpsupport.web.referrals.first_lines import FirstLines, Phone, first_lines, hours_of, phones_of
from gpsupport.web.referrals.new_pages import hint_of, new_href
from gpsupport.web.referrals.rows import EventRow, ReferralCard, card_of, event_rows
from gpsupport.web.referrals.told import chain_words, owed_words, state_words

_DUTIES = {
    Duty.LEAD: "Two of this family’s referrals came back. It goes to the safeguarding lead.",
    Duty.LETTER: "Three of this family’s referrals came back. Write to whoever commissions the"
    " service: the letter is below the referral that came back.",
}


@dataclass(frozen=True, slots=True)
class ChainRow:
    """One chain of referrals in one line; `over` says that nothing more follows.

    `today`: something in it cannot wait for another day.
    """

    whom: str
    words: str
    href: str
    over: bool
    today: bool


@dataclass(frozen=True, slots=True)
class UnmetRow:
    """A need that nobody meets. `met` says when something did."""

    id: str
    version: int
    whom: str
    need: str
    why: str
    noted: str
    met: str


@dataclass(frozen=True, slots=True)
class TypedLine:
    """Something that was typed and not saved, and the page on which it goes on."""

    words: str
    href: str


@dataclass(frozen=True, slots=True)
class RecordPage:
    """All referrals of one record. `typed` leads to all that was typed and not saved."""

    gate: GateState
    conversation: str
    href: str
    family: str
    duty: str
    chains: tuple[ChainRow, ...]
    open: tuple[ReferralCard, ...]
    over: tuple[ReferralCard, ...]
    unmet: tuple[UnmetRow, ...]
    met: tuple[UnmetRow, ...]
    typed: tuple[TypedLine, ...]


@dataclass(frozen=True, slots=True)
class OnePage:
    """One referral, its chain, and the step that is about to be written down.

    `seen` is how many entries the page shows. `meanwhile` are those that somebody else wrote since
    it was opened.
    """

    gate: GateState
    conversation: str
    href: str
    back: str
    card: ReferralCard
    chain: str
    step: str
    step_words: str
    hint: str
    first: FirstLines | None
    within: str
    seen: int
    meanwhile: tuple[EventRow, ...]
    staff: tuple[str, ...]
    letters: str
    message: str
    phones: tuple[Phone, ...]
    no_advice: bool
    phones_at: str
    lead: str


@dataclass(frozen=True, slots=True)
class ListRow:
    """One open referral on a list: names alone, and what is owed."""

    patient: str
    href: str
    owed: str
    late: bool
    urgent: bool
    worse: bool
    owner: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """A part of the list. `more` leads on; `cut`: there is more than is shown."""

    own: bool
    rows: tuple[ListRow, ...]
    more: str
    begun: str
    cut: bool


def record_page(
    followed: Followed, knowledge: Knowledge, rules: ReferralRules, today: date
) -> RecordPage:
    """The referrals of a record: each chain in a line, then what is open, then what is over."""
    patient_id = followed.patient.id
    here = f"/patients/{patient_id}/referrals"
    cards = [
        (one, card_of(one, followed, knowledge, rules, today))
        for one in reversed(followed.referrals)
    ]
    return RecordPage(
        gate=gate_state(followed.consultation),
        conversation=f"/patients/{patient_id}/consultation",
        href=here,
        family=f"/patients/{patient_id}/family",
        duty=_DUTIES.get(duty_after(followed.referrals, rules), ""),
        chains=tuple(_chain(one, followed, rules, today) for one in chains_of(followed.referrals)),
        open=tuple(card for one, card in cards if not one.state.over),
        over=tuple(card for one, card in cards if one.state.over),
        unmet=tuple(_unmet(one, followed, rules) for one in followed.unmet if one.met_on is None),
        met=tuple(_unmet(one, followed, rules) for one in followed.unmet if one.met_on),
        typed=tuple(_typed(followed, here)),
    )


def _typed(followed: Followed, here: str) -> Iterator[TypedLine]:
    for of in followed.typed_step:
        if one := followed.find(of):
            whom = words.untitled(one.begun.about or str(followed.patient.name))
            yield TypedLine(f"{one.begun.option_name}, for {whom}", f"{here}/{of}")
    for name, fields in followed.typed.items():
        place = next(iter(fields.get("about", ())), "")
        people = {str(number): one.name for number, one in enumerate(followed.people)}
        whom = words.untitled(people.get(place, "") or str(followed.patient.name))
        yield TypedLine(f"a new one, for {whom}", new_href(followed.patient.id, name))


def one_page(
    referral: Referral,
    followed: Followed,
    knowledge: Knowledge,
    rules: ReferralRules,
    today: date,
    *,
    step: str,
    seen: int | None = None,
) -> OnePage:
    """One referral; `seen` is how many entries were shown to whoever typed, where more came."""
    here = f"/patients/{followed.patient.id}/referrals"
    card = card_of(referral, followed, knowledge, rules, today)
    chosen = next((one for one in card.steps if one.value == step), None)
    chain = next(one for one in chains_of(followed.referrals) if referral in one)
    option = next((o for o in followed.options if o.id == referral.begun.option_id), None)
    return OnePage(
        gate=gate_state(followed.consultation),
        conversation=f"/patients/{followed.patient.id}/consultation",
        href=card.href,
        back=here,
        card=card,
        chain=chain_words(chain, rules, today),
        step=chosen.value if chosen else "",
        step_words=chosen.words if chosen else "",
        hint=hint_of(referral, rules),
        first=first_lines(referral, followed, rules, today),
        within=words.count(plan_days(referral, rules), "working day"),
        seen=len(referral.events),
        meanwhile=() if seen is None else event_rows(referral, referral.events[seen:], rules),
        staff=followed.staff,
        letters=f"{card.href}/letters",
        message=f"{card.href}/message",
        phones=phones_of(option) if option else (),
        no_advice=option is not None and not option.advice_phone,
        phones_at=hours_of(option) if option else "",
        lead=followed.lead,
    )


def list_page(found: OpenReferrals, rules: ReferralRules, *, begun: bool) -> ListPage:
    """A list of open referrals, whatever is due first coming first."""
    return ListPage(
        own=found.own,
        rows=tuple(_list_row(one, rules, found.today) for one in found.lines),
        more=f"/referrals?after={found.after}" if found.after else "",
        begun="" if begun else "/referrals",
        cut=found.more,
    )


def _chain(
    chain: tuple[Referral, ...], followed: Followed, rules: ReferralRules, today: date
) -> ChainRow:
    last = chain[-1]
    return ChainRow(
        whom=words.untitled(last.begun.about or str(followed.patient.name)),
        words=chain_words(chain, rules, today),
        href=f"/patients/{followed.patient.id}/referrals/{last.begun.id}",
        over=last.state.over,
        today=any(_cannot_wait(one, rules) for one in chain),
    )


def _cannot_wait(referral: Referral, rules: ReferralRules) -> bool:
    owed = owed_of(referral, rules, NO_HOLIDAYS)
    return any(one.kind is ReminderKind.SAME_DAY for one in owed)


def _unmet(one: UnmetNeed, followed: Followed, rules: ReferralRules) -> UnmetRow:
    gaps = {group.id: group.words for group in rules.gap_groups}
    why = "Not referred: a refusal was expected" if one.expected_refusal else "Came back"
    by = f" ({one.option_name})" if one.option_name else ""
    said = f". {one.words}" if one.words else ""
    return UnmetRow(
        id=one.id,
        version=one.version,
        whom=words.untitled(one.about or str(followed.patient.name)),
        need=one.need,
        why=f"{gaps.get(one.gap, '')}. {why}{by}{said}",
        noted=f"{words.day(london_day(one.noted_at))}, {one.noted_by}",
        met=f"{words.day(one.met_on)}, {one.met_by}" if one.met_on else "",
    )


def _list_row(one: OpenReferral, rules: ReferralRules, today: date) -> ListRow:
    owed = one.owed
    return ListRow(
        patient=words.banner_name(one.patient.name),
        href=f"/patients/{one.patient.id}/referrals",
        owed=owed_words(owed, today) if owed else state_words(one.referral, rules),
        late=owed is not None and owed.due_on < today,
        urgent=one.referral.begun.urgent,
        worse=bool(worse_now(one.referral)) and not one.referral.state.over,
        owner=one.owner,
    )
