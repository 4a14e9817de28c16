"""The agenda of a meeting as shown and as sent: each family with a box of its own."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from werkzeug.datastructures import MultiDict

from gpsupport.actions.meetings.proposing import Agenda, Proposed
from gpsupport.actions.meetings.typed import AGENDA, TypedNote
from gpsupport.actions.meetings.writing import Asked
from gpsupport.domain.knowledge.content.meetings import MeetingContent
from gpsupport.domain.knowledge.content.referring import ReferralRules
from gpsupport.domain.meetings.kinds import Reason
from gpsupport.domain.people import Patient
from gpsupport.web import words
from gpsupport.web.meetings.glances import GlanceLines, glance_lines
from gpsupport.web.meetings.noting import NO_ADDRESS, NOT_SAVED
from gpsupport.web.meetings.pages import address, heading_of
from gpsupport.web.words import as_typed

# The box of words on one family, with the family's id behind it; and what says that it is ticked.
WORDS, TICKED = "words", "family"
_LONGEST = 1000
_TICK_IT = "Tick the family, or empty the box"
_TOO_LONG = f"At most {_LONGEST} letters"
_ONE_EACH = "Write about each family in its own box: this was about more than one"


@dataclass(frozen=True, slots=True)
class ProposedLine:
    """A family that could be heard; `value` is what its tick sends, `box` holds the words on it."""

    value: str
    name: str
    born: str
    reasons: tuple[str, ...]
    carried: str
    box: str
    typed: str
    ticked: bool
    fault: str
    glance: GlanceLines | None = None


@dataclass(frozen=True, slots=True)
class AgendaPage:
    """Who could be heard at a meeting. `more` says how many weigh less, `following` shows them."""

    heading: str
    href: str
    proposed: tuple[ProposedLine, ...]
    found: tuple[ProposedLine, ...] | None
    shared: str
    faulty: bool
    more: str
    following: str
    begun: str


@dataclass(frozen=True, slots=True)
class AgendaTyped:
    """What was sent for an agenda: the words and the faults by family, and who was ticked."""

    words: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    ticked: Collection[str] = ()
    shared: str = ""


def agenda_page(
    agenda: Agenda,
    content: MeetingContent,
    rules: ReferralRules,
    today: date,
    typed: AgendaTyped,
) -> AgendaPage:
    """Who could be heard, with the reasons."""
    lines = _Lines(content, rules, today, typed, agenda)
    proposed = tuple(lines.proposed(one) for one in agenda.proposed)
    found = None if agenda.found is None else tuple(lines.found(one) for one in agenda.found)
    href = address(agenda.meeting)
    return AgendaPage(
        heading=heading_of(agenda.meeting, content),
        href=href,
        proposed=proposed,
        found=found,
        shared=typed.shared,
        faulty=any(one.fault for one in (*proposed, *(found or ()))),
        more=f"And {words.count(agenda.more, 'more family', 'more families')}, less urgent."
        if agenda.more
        else "",
        following=f"{href}/agenda?page={agenda.page + 1}" if agenda.more else "",
        begun=f"{href}/agenda" if agenda.page > 1 else "",
    )


@dataclass(frozen=True, slots=True)
class SentAgenda:
    """Which families somebody ticked, and the words on each; `shared` is about nobody by name."""

    families: Mapping[str, tuple[Reason, ...]]
    words: Mapping[str, str]
    shared: str

    @property
    def asked(self) -> dict[str, Asked]:
        """The families that were ticked, each with the words about it alone."""
        return {
            one: Asked(reasons, self.words.get(one) or self.shared)
            for one, reasons in self.families.items()
        }

    def faults(self) -> dict[str, str]:
        """What is wrong, by family. Words about several at once would be read at each of them."""
        found = dict.fromkeys(set(self.words) - set(self.families), _TICK_IT)
        found |= {one: _TOO_LONG for one, said in self.words.items() if len(said) > _LONGEST}
        if self.shared and len(self.families) != 1:
            found |= dict.fromkeys(self.families, _ONE_EACH)
        return found

    def typed(self) -> tuple[TypedNote, ...]:
        """What is kept of it where it cannot be put on the agenda: the ticks, and the words."""
        found = []
        for one in dict.fromkeys((*self.families, *self.words)):
            ticked = {TICKED: ["yes"]} if one in self.families else {}
            fields = {WORDS: [self.words.get(one, "")], **ticked}
            found.append(TypedNote(one, AGENDA, "", fields))
        return tuple(found)

    def shown(self, faults: Mapping[str, str]) -> AgendaTyped:
        """The same as the page shows it, with what is wrong."""
        return AgendaTyped(self.words, faults, tuple(self.families), self.shared)


def read_agenda(sent: MultiDict[str, str]) -> SentAgenda:
    """What was sent. A family's value has its id and the reasons for which it was proposed."""
    known = {one.value: one for one in Reason}
    families = {}
    for one in sent.getlist(TICKED):
        patient_id, _, why = one.partition(":")
        families[patient_id] = tuple(known[part] for part in why.split(",") if part in known)
    begin = f"{WORDS}-"
    own = {
        name.removeprefix(begin): said
        for name, value in sent.items()
        if name.startswith(begin) and (said := as_typed(value))
    }
    return SentAgenda(families, own, as_typed(sent.get(WORDS)))


@dataclass(frozen=True, slots=True)
class _Lines:
    """The families of an agenda, each with its box as it was typed."""

    content: MeetingContent
    rules: ReferralRules
    today: date
    typed: AgendaTyped
    agenda: Agenda

    def proposed(self, one: Proposed) -> ProposedLine:
        """A family for which something on record asks."""
        reasons = ",".join(reason.value for reason in one.reasons)
        carried = f"Undecided on {words.day(one.left_on)}" if one.left_on else ""
        line = self._line(one.patient, reasons, carried)
        return replace(
            line,
            reasons=tuple(self.content.why(reason) for reason in one.reasons),
            glance=glance_lines(one.glance, one.patient.id, self.rules, self.today),
        )

    def found(self, patient: Patient) -> ProposedLine:
        """A family that somebody looked for."""
        return self._line(patient, Reason.LEAD.value, "")

    def _line(self, patient: Patient, reasons: str, carried: str) -> ProposedLine:
        kept, sent = self.agenda.typed.get(patient.id), self.typed
        said = sent.words.get(patient.id) or next(
            iter(kept.fields.get(WORDS, ()) if kept else ()), ""
        )
        fault = sent.faults.get(patient.id, "")
        if kept and not fault:
            fault = NO_ADDRESS if kept.tells_address else NOT_SAVED
        return ProposedLine(
            value=f"{patient.id}:{reasons}",
            name=words.banner_name(patient.name),
            born=words.banner_birth(patient.born, self.today),
            reasons=(),
            carried=carried,
            box=f"{WORDS}-{patient.id}",
            typed=said,
            ticked=patient.id in sent.ticked or (kept is not None and TICKED in kept.fields),
            fault=fault,
        )
