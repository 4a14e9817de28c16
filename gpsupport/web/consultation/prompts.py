"""A prompt as its card shows it: why now, what to say, and what it is based on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from gpsupport.domain.assessment import Prompt
from gpsupport.domain.closing import answers_that_close
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.knowledge.deciding.facts import Evidence
from gpsupport.domain.knowledge.language.phrases import first_upper
from gpsupport.web import words

REASONS_SHOWN = 4
OPENERS_SHOWN = 2

_STANDS_IN = {
    "Condition": "coded problem",
    "Observation": "coded observation",
    "Procedure": "procedure",
    "MedicationRequest": "prescription",
    "Immunization": "immunisation",
    "Flag": "marker on the record",
    "ServiceRequest": "referral",
    "DocumentReference": "letter or document",
    "Encounter": "contact",
    "Appointment": "appointment",
    "QuestionnaireResponse": "questionnaire",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A button that answers with one press."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Reason:
    """One dated entry behind a prompt, and in what kind of entry it stands."""

    on: str
    what: str
    source: str


@dataclass(frozen=True, slots=True)
class PromptPanel:
    """A prompt with its reasons, newest first; `say` is for the patient, `do` for the clinician.

    `rule_href` leads to the rule's own page, and from there back. `past_review` says that the rule
    should have been reviewed by now; empty while it is in time. `urgent` cannot wait for another
    visit, whatever was asked; `closes` are the ticks that say that somebody saw to it. `found` is
    what the prompt found, where `title` says something else first; empty elsewhere.
    """

    title: str
    reasons: tuple[Reason, ...]
    earlier: str
    say: tuple[str, ...]
    do: tuple[str, ...]
    sources: tuple[str, ...]
    rule_href: str
    past_review: str
    urgent: bool
    closes: tuple[Choice, ...]
    found: str = ""


def prompt_panel(prompt: Prompt, knowledge: Knowledge, back: str, today: date) -> PromptPanel:
    """A prompt as its card shows it; `back` is the page that shows it."""
    newest = sorted(prompt.why, key=lambda why: why.on or date.min, reverse=True)
    shown = newest[:REASONS_SHOWN]
    left = len(newest) - len(shown)
    return PromptPanel(
        title=prompt.title,
        reasons=tuple(_reason(evidence) for evidence in shown),
        earlier=f"And {left} earlier" if left else "",
        say=tuple(one for one in prompt.say if _is_said(one))[:OPENERS_SHOWN],
        do=tuple(one for one in prompt.say if not _is_said(one)),
        sources=tuple(source.title for source in prompt.sources),
        past_review=past_review(prompt, today),
        urgent=prompt.same_day,
        closes=tuple(
            Choice(one.tick, first_upper(one.words))
            for one in answers_that_close(prompt, knowledge)
        ),
        rule_href=f"/knowledge/{prompt.indicator}?{urlencode({'next': back})}",
    )


def past_review(prompt: Prompt, today: date) -> str:
    """What to say of a prompt whose rule's review is overdue; nothing while it is in time."""
    if not prompt.overdue(today):
        return ""
    by = words.long_day(prompt.review_by)
    return f"This rule was due for review by {by}. Weigh it with care."


def _is_said(wording: str) -> bool:
    """Whether a wording is meant for the patient's ear: the pack quotes those."""
    return wording.startswith("“")


def _reason(evidence: Evidence) -> Reason:
    kind = evidence.resource.partition("/")[0]
    what = evidence.display or "Entry without words"
    source = evidence.recorded_by or _STANDS_IN.get(kind, "")
    return Reason(
        on=words.day(evidence.on) if evidence.on else "No date",
        what=what[:1].upper() + what[1:],
        source="" if source in what.lower() else source,
    )
