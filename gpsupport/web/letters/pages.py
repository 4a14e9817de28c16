"""The pages of letters, as shown: which there are, and one with all that may stand in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gpsupport.actions.letters import LetterLink, Letters, OpenLetter
from gpsupport.domain.knowledge.content.care import Statement
from gpsupport.domain.knowledge.content.letters import LetterRules
from gpsupport.domain.letters.kinds import LetterKind
from gpsupport.domain.letters.letter import LONGEST_TEXT, Letter, Offered
from gpsupport.domain.letters.writing import NOBODY, Missing
from gpsupport.letters.pdf import INSTALL, can_make_pdf
from gpsupport.web import words
from gpsupport.web.consultation.ordinary import GateState, address, gate_state

MISSING = {
    Missing.RECIPIENT: ("to", "Say to whom the letter is"),
    Missing.REPLY_TO: ("reply", "Say how to reach the practice"),
    Missing.CONSENT: (
        "agreed",
        "Say that the patient asked for it. Without that it is not printed",
    ),
    Missing.WORDS: ("parts", "Tick at least one part and what it says"),
    Missing.SHORTER: ("parts", f"No box may have more than {LONGEST_TEXT} letters: shorten it"),
}


# So many parts are seen at a glance: none is folded.
_FEW = 4


@dataclass(frozen=True, slots=True)
class LetterRow:
    """One kind in the list; `href` is empty where it cannot be written, and `why_not` says why."""

    name: str
    when: str
    href: str
    called_for: bool
    why_not: str


@dataclass(frozen=True, slots=True)
class LettersPage:
    """The list. `about` names the referral, empty for letters without one."""

    gate: GateState
    conversation: str
    about: str
    back: str
    rows: tuple[LetterRow, ...]
    others: str


@dataclass(frozen=True, slots=True)
class FactRow:
    """One fact to tick."""

    id: str
    words: str
    source: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class PartRow:
    """One part to tick, with its facts and its box for words; not `shown`: folded with others.

    `only_asks`: there is nothing to tick, and what is typed stands in the letter. `older` says how
    many older facts are not listed.
    """

    id: str
    heading: str
    mark: str
    ticked: bool
    facts: tuple[FactRow, ...]
    asks: str
    typed: str
    shown: bool
    only_asks: bool
    older: str


@dataclass(frozen=True, slots=True)
class MissingRow:
    """What is missing, and the box that it is missing in."""

    box: str
    words: str


@dataclass(frozen=True, slots=True)
class LetterPage:
    """One letter: what may stand in it, and once something was chosen how it will look.

    `wants_agreed`: the writer says that the patient asked for it. `consent` says on what a referral
    rests. `missing` is what keeps it from being printed. `pdf` is empty where a PDF can be made.
    `longest` is how many letters each box takes.
    """

    gate: GateState
    conversation: str
    href: str
    back: str
    name: str
    person: str
    notes: tuple[str, ...]
    seen_by: tuple[str, ...]
    recipient: str
    reply_to: str
    parts: tuple[PartRow, ...]
    wants_agreed: bool
    agreed: bool
    consent: str
    consent_href: str
    letter: Letter | None
    on: str
    missing: tuple[MissingRow, ...]
    left_out: tuple[str, ...]
    stamp: str
    pdf: str
    longest: int = LONGEST_TEXT


def place(patient_id: str, referral_id: str, kind: str = "") -> str:
    """Where the letters of a referral are, or without one those of the patient."""
    below = f"/referrals/{referral_id}" if referral_id else ""
    return f"/patients/{patient_id}{below}/letters" + (f"/{kind}" if kind else "")


def letters_page(found: Letters) -> LettersPage:
    """The list of letters."""
    patient_id = found.patient.id
    begun = found.referral.begun if found.referral else None
    referral_id = begun.id if begun else ""
    about = f"{begun.option_name}: {begun.about or found.patient.name}" if begun else ""
    referrals = f"/patients/{patient_id}/referrals"
    return LettersPage(
        gate=gate_state(found.consultation),
        conversation=address(patient_id),
        about=about,
        back=f"{referrals}/{referral_id}" if begun else referrals,
        rows=tuple(_link_row(one, found, referral_id) for one in found.links),
        others=place(patient_id, "") if begun else "",
    )


def letter_page(opened: OpenLetter, rules: LetterRules, today: date) -> LetterPage:
    """One letter as it stands on a day."""
    patient_id = opened.patient.id
    begun = opened.referral.begun if opened.referral else None
    referral_id = begun.id if begun else ""
    person = opened.person if opened.rule.names_person else NOBODY
    shown = opened.letter if opened.typed else None
    return LetterPage(
        gate=gate_state(opened.consultation),
        conversation=address(patient_id),
        href=place(patient_id, referral_id, opened.rule.kind.value),
        back=place(patient_id, referral_id),
        name=opened.rule.name,
        person=opened.person,
        notes=_texts(opened.rule.notes, person),
        seen_by=_texts(opened.rule.seen_by, person),
        recipient=opened.choice.recipient,
        reply_to=opened.choice.reply_to,
        parts=tuple(_part_row(one, opened, rules) for one in opened.offered),
        wants_agreed=not opened.rule.kind.of_referral,
        agreed=opened.agreed,
        consent=_consent(opened),
        consent_href=f"/patients/{patient_id}/referrals/{referral_id}" if begun else "",
        letter=shown,
        on=words.long_day(today),
        missing=tuple(_missing(one, opened) for one in opened.missing) if shown else (),
        left_out=opened.letter.left_out if shown else (),
        stamp=opened.stamp,
        pdf="" if can_make_pdf() else INSTALL,
    )


def _link_row(one: LetterLink, found: Letters, referral_id: str) -> LetterRow:
    kind = one.rule.kind
    why_not = ""
    if not one.possible:
        why_not = {
            LetterKind.ESCALATION: f"After {found.escalate_from} returns.",
            LetterKind.EVIDENCE: "Once something was told here.",
        }.get(kind, "Once the referral has gone out, and as long as it is open.")
    return LetterRow(
        name=one.rule.name,
        when=one.rule.when,
        href=place(found.patient.id, referral_id, kind.value) if one.possible else "",
        called_for=one.called_for,
        why_not=why_not,
    )


def _part_row(one: Offered, opened: OpenLetter, rules: LetterRules) -> PartRow:
    choice, part = opened.choice, one.rule
    few = len(opened.offered) <= _FEW
    return PartRow(
        id=part.id,
        heading=part.heading,
        mark=rules.marks[part.mark].words,
        ticked=part.id in choice.parts,
        facts=tuple(
            FactRow(fact.id, fact.words, fact.source, fact.id in choice.facts) for fact in one.facts
        ),
        asks=part.asks,
        typed=choice.typed.get(part.id, ""),
        shown=few or one.begins or part.id in choice.parts or bool(choice.typed.get(part.id)),
        only_asks=not one.facts,
        older=f"Older ones that are not listed: {one.older}" if one.older else "",
    )


def _consent(opened: OpenLetter) -> str:
    consent = opened.consent
    if consent is None or not consent.stands:
        return ""
    if consent.given and consent.asked_on is not None:
        shares = f" {consent.shares}" if consent.shares else ""
        return f"Agreed on {words.day(consent.asked_on)} by {consent.by_whom}.{shares}"
    return f"Without a yes: {consent.why_without}"


def _missing(one: Missing, opened: OpenLetter) -> MissingRow:
    box, said = MISSING[one]
    if one is Missing.CONSENT and opened.rule.kind.of_referral:
        return MissingRow("consent", "Note with the referral that it is agreed, or why not")
    return MissingRow(box, said)


def _texts(statements: tuple[Statement, ...], person: str) -> tuple[str, ...]:
    return tuple(one.words.replace("{person}", person) for one in statements)
