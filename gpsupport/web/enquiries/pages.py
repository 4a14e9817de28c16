"""The timeline: a sentence, a picture with a lane for each clinician, and the same as a table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from gpsupport.actions.days import london_day
from gpsupport.actions.enquiry.due_in_words import WHOEVER
from gpsupport.actions.enquiry.timeline import Timeline
from gpsupport.domain.disclosure.asking import Whom
from gpsupport.domain.disclosure.disclosure import Disclosure
from gpsupport.domain.enquiry import Enquiry, NotAskedReason
from gpsupport.domain.enquiry.standing import EnquiryStanding
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.knowledge.language.phrases import first_upper
from gpsupport.domain.people import Patient
from gpsupport.persistence.stores.papers import ReplacedDisclosure
from gpsupport.web import words
from gpsupport.web.consultation.ordinary import GateState, address, gate_state
from gpsupport.web.consultation.pages import Hrefs, ask_again, basis_of_dates, hrefs
from gpsupport.web.consultation.young import is_child, next_of
from gpsupport.web.disclosure.yes_words import yes_in_words
from gpsupport.web.enquiries.lanes import OUTCOMES, SHAPES, Picture, draw, who
from gpsupport.web.enquiries.states import (
    counts_in_words,
    note_in_words,
    outcome_until,
    seen_alone,
    state_in_words,
    who_was_there,
)
from gpsupport.web.frame import Row

_KEY = {
    "diamond": "Disclosed",
    "ring": "Asked, said no",
    "dashed": "Asked, no answer",
    "square": "Not asked",
}
_NOTE = "Note left, nobody was there to ask"
# After these the next step is to be seen alone, whoever was there.
_SEE_ALONE = frozenset({NotAskedReason.NOT_ALONE, NotAskedReason.NOT_PRIVATE})


@dataclass(frozen=True, slots=True)
class KeyItem:
    """What a shape means."""

    shape: str
    words: str


@dataclass(frozen=True, slots=True)
class EnquiryRow:
    """One line of the table. `replaced` says when a later answer took its place, or is empty."""

    on: str
    at: str
    by: str
    presence: tuple[str, ...]
    alone: str
    outcome: str
    tag: str
    reason: str
    until: str
    words: str
    observed: str
    note: str
    next_step: tuple[str, ...]
    replaced: str
    open_href: str = ""


@dataclass(frozen=True, slots=True)
class TickRow:
    """One answer of a clinician about what no code holds."""

    on: str
    by: str
    words: str
    answer: str


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """The page, newest enquiry first in the table. The picture shows what counts alone.

    `standing` says where it stands now and what comes next; `note` is for whoever sees the patient
    next, with who left it and when.
    """

    gate: GateState
    sentence: str
    standing: tuple[Row, ...]
    note: str
    note_by: str
    picture: Picture
    key: tuple[KeyItem, ...]
    rows: tuple[EnquiryRow, ...]
    ticks: tuple[TickRow, ...]
    hrefs: Hrefs
    handover: str


def timeline_page(timeline: Timeline, knowledge: Knowledge, today: date) -> TimelinePage:
    """The timeline as shown on a day."""
    enquiries = timeline.history.until(today)
    drawn = tuple(enquiry for enquiry in enquiries if not enquiry.note_only)
    shapes = [SHAPES[enquiry.outcome] for enquiry in drawn]
    standing = timeline.standing
    return TimelinePage(
        gate=gate_state(timeline.consultation),
        sentence=timeline.sentence,
        standing=(
            *standing_rows(standing, knowledge, today, child=is_child(timeline.patient, today)),
            *_scheduled_rows(timeline),
        ),
        note=standing.note,
        note_by=note_in_words(standing),
        picture=draw(drawn, timeline.sentence, today),
        key=tuple(KeyItem(shape, said) for shape, said in _KEY.items() if shape in shapes),
        rows=_rows(timeline, enquiries, knowledge),
        ticks=tuple(
            TickRow(
                on=words.day(tick.on),
                by=tick.by,
                words=first_upper(told),
                answer="Ticked" if tick.answer else "Tick removed",
            )
            for tick, told in reversed(timeline.ticks)
        ),
        hrefs=hrefs(timeline.patient.id),
        handover=f"/patients/{timeline.patient.id}/handover",
    )


def standing_rows(
    standing: EnquiryStanding, knowledge: Knowledge, today: date, *, child: bool
) -> tuple[Row, ...]:
    """Where asking stands, when to ask again, who should and why."""
    upcoming = next_of(standing.upcoming, child=child)
    by = f"{WHOEVER}."
    if standing.ask_by:
        by = f"Best {standing.ask_by}, else {_lower(WHOEVER)}. {standing.ask_by_because}"
    rows = [
        Row("Now", state_in_words(standing, today, child=child)),
        Row(
            "Ask again", ask_again(upcoming, basis_of_dates(knowledge), anybody=not standing.ask_by)
        ),
        Row("Who should ask", by.strip()),
    ]
    counts = " ".join(counts_in_words(standing))
    return (*rows, Row("In a row", counts)) if counts else tuple(rows)


def _scheduled_rows(timeline: Timeline) -> tuple[Row, ...]:
    """The askings that an event brings with it, beside the one that is next anyway."""
    come = [
        f"{words.long_day(one.due_on)}: {one.because}"
        for one in timeline.scheduled
        if one.due_on != timeline.next_enquiry.due_on
    ]
    return (Row("Also to come", " ".join(come)),) if come else ()


def _rows(
    timeline: Timeline, enquiries: tuple[Enquiry, ...], knowledge: Knowledge
) -> tuple[EnquiryRow, ...]:
    """Newest first; what was replaced stands where it was made."""
    noted = {one.enquiry_id: one for one in timeline.disclosures}
    latest, of = timeline.latest_told or ("", "")
    after = f"{address(timeline.patient.id, 'after')}?of={of}"
    made = []
    for enquiry in enquiries:
        row = _row(enquiry, "", noted.get(enquiry.id))
        made.append(
            (enquiry.on, enquiry.at, replace(row, open_href=after * (enquiry.id == latest)))
        )
    for one in timeline.replaced:
        first = one.enquiry
        said = _changed(first.on, first.by or "", one.replaced_at, one.replaced_by)
        made.append((first.on, first.at, _row(first, said, None)))
    for paper in timeline.replaced_disclosures:
        on = london_day(paper.disclosure.at)
        made.append((on, paper.disclosure.at, _changed_row(paper, timeline.patient, knowledge)))
    made.sort(key=lambda one: (one[0], one[1].isoformat() if one[1] else ""))
    return tuple(row for _, _, row in reversed(made))


def _changed(on: date, by: str, at: datetime | None, later_by: str) -> str:
    """Changed: replaced on 24 Nov 2026 at 9:10am by Dr Tom Reid, as far as that is not the same."""
    when = ""
    if at is not None:
        later = london_day(at)
        when = f"{f' on {words.day(later)}' * (later != on)} at {words.clock_time(at)}"
    return f"Changed: replaced{when}" + (f" by {later_by}" if later_by not in {"", by} else "")


def _changed_row(paper: ReplacedDisclosure, patient: Patient, knowledge: Knowledge) -> EnquiryRow:
    """What was noted after a telling before it was corrected: what it had a yes to, and no more."""
    first = paper.disclosure
    on = london_day(first.at)
    return EnquiryRow(
        on=words.day(on),
        at=words.clock_time(first.at),
        by=first.by or "Not named",
        presence=(),
        alone="",
        outcome="Next steps noted",
        tag="",
        reason="",
        until="",
        words="",
        observed="",
        note="",
        next_step=tuple(
            f"Then: {_lower(one)}" for one in yes_in_words(first, knowledge, Whom.of(patient, on))
        ),
        replaced=_changed(on, first.by, paper.replaced_at, paper.replaced_by),
    )


def _row(enquiry: Enquiry, replaced: str, noted: Disclosure | None) -> EnquiryRow:
    told = SHAPES[enquiry.outcome] == "diamond"
    return EnquiryRow(
        on=words.day(enquiry.on),
        at=words.clock_time(enquiry.at) if enquiry.at else "",
        by=_by(enquiry),
        presence=who_was_there(enquiry),
        alone=seen_alone(enquiry),
        outcome=_NOTE if enquiry.note_only else OUTCOMES[enquiry.outcome],
        tag="told" if told else "",
        reason=_reason(enquiry),
        until=outcome_until(enquiry),
        words=words.quoted(enquiry.words),
        observed=enquiry.observed,
        note=enquiry.note,
        next_step=() if replaced else _next_step(enquiry, noted),
        replaced=replaced,
    )


def _reason(enquiry: Enquiry) -> str:
    if enquiry.reason is None or enquiry.note_only:
        return ""
    return f"Because: {words.REASONS[enquiry.reason]}"


def _next_step(enquiry: Enquiry, noted: Disclosure | None) -> tuple[str, ...]:
    """What followed from it: what was noted after a telling, or what the reason asks for."""
    if noted is not None:
        planned = [one.name for one in noted.children if one.plan]
        steps = ["Next steps noted"]
        if planned:
            steps.append(f"Plans for {_listed(planned)}")
        agreed = sum(one.agreed for one in noted.agreements)
        if agreed:
            steps.append(f"Agreed to share with {words.count(agreed, 'service')}")
        return tuple(steps)
    if enquiry.reason in _SEE_ALONE:
        return ("See alone",)
    if enquiry.reason is NotAskedReason.INTERPRETER_MISSING:
        return ("Professional interpreter",)
    if enquiry.reason is NotAskedReason.LACKS_CAPACITY:
        return ("An advocate first",)
    return ()


def _lower(said: str) -> str:
    return said[:1].lower() + said[1:]


def _listed(names: list[str]) -> str:
    return " and ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else names[0]


def _by(enquiry: Enquiry) -> str:
    role = f", {words.ROLES[enquiry.role]}" if enquiry.role else ""
    return f"{who(enquiry)}{role}" + (", from the record" if enquiry.resource else "")
