"""Whether to share, with whom and on what ground; and the log of what was shared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gpsupport.actions.days import london_day
from gpsupport.actions.disclosure import OpenSharing
from gpsupport.domain.disclosure.sharing import SharingEntry
from gpsupport.domain.knowledge.content.care import Consent, SharingStep
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.web import words
from gpsupport.web.consultation.ordinary import GateState, address, gate_state
from gpsupport.web.consultation.who_helps import People
from gpsupport.web.disclosure.boxes import Boxes
from gpsupport.web.disclosure.said import Pronouns, pronouns_of
from gpsupport.web.disclosure.sharing_forms import NO_TO_REST, box, without_a_yes
from gpsupport.web.disclosure.typed import Typed
from gpsupport.web.frame import Row

CONSENTS = {
    Consent.NOT_NEEDED: "Not needed.",
    Consent.SOUGHT_IF_SAFE: "Ask, if that is safe. It does not need a yes.",
}


@dataclass(frozen=True, slots=True)
class StepRow:
    """One question of the flow, and what a yes to it leads to. `say` stands below the question.

    `by_yes`: the patient's yes alone opens the way, and says who was told and why so much.
    """

    id: str
    name: str
    question: str
    say: str
    by_yes: bool
    rules: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class LogRow:
    """One entry of the log."""

    on: str
    by: str
    question: str
    heading: str
    rows: tuple[Row, ...]
    without: bool


@dataclass(frozen=True, slots=True)
class SharingHrefs:
    """Where the pages lead."""

    page: str
    draft: str
    check: str
    after: str
    conversation: str


@dataclass(frozen=True, slots=True)
class SharingPage:
    """The questions, and the log below them; `told`: there is a page after a telling to go to.

    `no_to_rest` is the name of the box that answers with no what has a way of its own and is open.
    """

    gate: GateState
    who: Pronouns
    form: Boxes
    steps: tuple[StepRow, ...]
    no_to_rest: str
    log: tuple[LogRow, ...]
    law: tuple[str, ...]
    replying: tuple[str, ...]
    told: bool
    hrefs: SharingHrefs
    state: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What was checked and not kept, because other words were typed since."""

    entries: tuple[LogRow, ...]
    typed: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class CheckPage:
    """What is about to be kept; `without`: some of it without the patient's yes.

    `stamp` says which words they are, `typed` the boxes that they came from. `checked` are the
    entries that were checked before other words were typed; None where none were.
    """

    gate: GateState
    entries: tuple[LogRow, ...]
    without: bool
    lead: str
    stamp: str
    typed: tuple[Row, ...]
    checked: Checked | None
    hrefs: SharingHrefs


def sharing_page(
    opened: OpenSharing, form: Boxes, knowledge: Knowledge, people: People, *, state: str
) -> SharingPage:
    """The page of one patient."""
    flow = knowledge.sharing
    return SharingPage(
        gate=gate_state(opened.consultation),
        who=pronouns_of(opened.patient),
        form=form,
        steps=tuple(_step(number, one, people) for number, one in enumerate(flow.steps, 1)),
        no_to_rest=NO_TO_REST,
        log=_rows(reversed(opened.entries), knowledge, people),
        law=tuple(people.put_into(one.words) for one in flow.law),
        replying=tuple(people.put_into(one.words) for one in flow.replying),
        told=opened.told,
        hrefs=hrefs_of_sharing(opened.patient.id),
        state=state,
    )


def check_page(
    opened: OpenSharing,
    entries: tuple[SharingEntry, ...],
    knowledge: Knowledge,
    people: People,
    checked: tuple[Typed, tuple[SharingEntry, ...]] | None = None,
) -> CheckPage:
    """The entries once more before they are kept, beside those that were checked before them."""
    return CheckPage(
        gate=gate_state(opened.consultation),
        entries=_rows(entries, knowledge, people),
        without=any(without_a_yes(one) for one in entries),
        lead=people.lead,
        stamp=opened.stamp,
        typed=_boxes(Typed(opened.typed or {})),
        checked=Checked(_rows(checked[1], knowledge, people), _boxes(checked[0]))
        if checked
        else None,
        hrefs=hrefs_of_sharing(opened.patient.id),
    )


def _boxes(typed: Typed) -> tuple[Row, ...]:
    """The boxes of a form as they were filled."""
    return tuple(Row(name, value) for name, values in typed.fields.items() for value in values)


def hrefs_of_sharing(patient_id: str) -> SharingHrefs:
    """The addresses of a patient's sharing pages."""
    return SharingHrefs(
        page=address(patient_id, "sharing"),
        draft=address(patient_id, "sharing/draft"),
        check=address(patient_id, "sharing/check"),
        after=address(patient_id, "after"),
        conversation=address(patient_id),
    )


def _step(number: int, one: SharingStep, people: People) -> StepRow:
    route, tell = people.put_into(one.route), people.put_into(one.tell)
    by_yes = one.consent is Consent.NEEDED
    return StepRow(
        id=one.id,
        name=box(one.id),
        question=f"{number}. {people.put_into(one.question)}",
        # What needs a yes is no question of danger: its rule is the first thing to know.
        say=f"{route}. {tell}" if by_yes else "",
        by_yes=by_yes,
        rules=()
        if by_yes
        else (
            Row("With", route),
            Row("The patient’s yes", CONSENTS[one.consent]),
            Row("Tell", tell),
        ),
    )


def _rows(
    entries: Iterable[SharingEntry], knowledge: Knowledge, people: People
) -> tuple[LogRow, ...]:
    questions = {one.id: people.put_into(one.question) for one in knowledge.sharing.steps}
    return tuple(_row(one, questions.get(one.step, one.step)) for one in entries)


def _row(entry: SharingEntry, question: str) -> LogRow:
    role = f" ({entry.role})" if entry.role else ""
    shared = f"Shared with {entry.with_whom}{role}" if entry.shared else "Not shared"
    rows = (
        Row("What", entry.what),
        Row("Why", entry.why),
        Row("Lawful ground", entry.ground),
        Row("The patient’s yes", _consent(entry)),
        Row("Who was told", entry.told),
        Row("Why this much", entry.proportion),
        Row("Advice from", entry.advice),
        Row("Written down in", entry.recorded),
    )
    return LogRow(
        on=f"{words.day(london_day(entry.at))}, {words.clock_time(entry.at)}",
        by=entry.by,
        question=question,
        heading=shared,
        rows=tuple(row for row in rows if row.value),
        without=without_a_yes(entry),
    )


def _consent(entry: SharingEntry) -> str:
    if entry.consent_asked is None:
        return ""
    if not entry.consent_asked:
        return f"Not asked for: {entry.why_not_asked}" if entry.why_not_asked else "Not asked for"
    return {True: "Given", False: "Asked for, and not given", None: "Asked for"}[
        entry.consent_given
    ]
