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
        FormName.OWN_WORDS: f"/patients/{patient_id}/consultation/own",
    }
    if one.form in _AFTER:
        return f"{leads.after}?of={one.of}" if one.of else leads.after
    return pages.get(one.form, "")
