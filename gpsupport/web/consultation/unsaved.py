"""What was typed on a page and not saved, in a line that leads back to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gpsupport.actions.consultation.unsaved import Unsaved
from gpsupport.actions.days import london_day
from gpsupport.domain.consultation import FormName
from gpsupport.web import words
from gpsupport.web.consultation.hrefs import hrefs

_AFTER = frozenset({FormName.DISCLOSURE, FormName.EARLIER})
_LINKS = {
    FormName.DISCLOSURE: "Open what helps now",
    FormName.EARLIER: "Open what helps now",
    FormName.SHARING: "Open what is shared",
    FormName.CONTACT: "Open how to get in touch",
    FormName.RECORDING: "Open what to write",
    FormName.ELSEWHERE: "Open the other record",
    FormName.FAMILY: "Open the family",
    FormName.REFERRAL: "Open the new referral",
    FormName.REFERRAL_STEP: "Open the referral",
    FormName.LIFE_EVENT: "Open what changed",
    FormName.MEETING: "Open the meeting",
    FormName.TRACKS: "Open the plan",
    FormName.LETTER: "Open the letter",
}


@dataclass(frozen=True, slots=True)
class UnsavedLine:
    """That something was typed, and the page that has it; else `texts` is what was typed.

    `link` leads there, in words that differ from page to page.
    """

    words: str
    link: str
    href: str
    texts: tuple[str, ...]


def unsaved_lines(
    unsaved: Iterable[Unsaved], patient_id: str, today: date
) -> tuple[UnsavedLine, ...]:
    """A line for each form; it says when, and nothing of what the form is about."""
    return tuple(
        UnsavedLine(
            _said(one, today),
            _LINKS.get(one.form, "Open it"),
            "" if one.texts else _page_of(one, patient_id),
            one.texts,
        )
        for one in unsaved
    )


def _said(one: Unsaved, today: date) -> str:
    on = london_day(one.at)
    when = f"at {words.clock_time(one.at)}" if on == today else f"on {words.day(on)}"
    return f"You typed something {when} and did not save it."


def _page_of(one: Unsaved, patient_id: str) -> str:
    leads = hrefs(patient_id)
    pages = {
        FormName.SHARING: leads.sharing,
        FormName.CONTACT: f"{leads.contact}/safe",
        FormName.RECORDING: leads.record,
        FormName.ELSEWHERE: f"{leads.record}/elsewhere",
        FormName.LIFE_EVENT: f"/patients/{patient_id}/changes",
        FormName.MEETING: f"/meetings/{one.of}",
        FormName.TRACKS: f"/patients/{patient_id}/family/plan",
        FormName.LETTER: _letter(patient_id, one.of),
        FormName.OWN_WORDS: f"/patients/{patient_id}/consultation/own",
        FormName.FAMILY: f"/patients/{patient_id}/family",
        FormName.REFERRAL: f"/patients/{patient_id}/referrals/new?kept={one.of}",
        FormName.REFERRAL_STEP: f"/patients/{patient_id}/referrals/{one.of}",
    }
    if one.form in _AFTER:
        return f"{leads.after}?of={one.of}" if one.of else leads.after
    return pages.get(one.form, "")


def _letter(patient_id: str, which: str) -> str:
    kind, _, referral_id = which.partition("/")
    below = f"/referrals/{referral_id}" if referral_id else ""
    return f"/patients/{patient_id}{below}/letters/{kind}"
