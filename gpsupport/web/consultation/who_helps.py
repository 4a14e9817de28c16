"""Who can help this very person, and whom the words of the pack name."""

from __future__ import annotations

from dataclasses import dataclass

from gpsupport.domain.directory.option import OptionKind
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.referral.matching import Fit


@dataclass(frozen=True, slots=True)
class Support:
    """Who can help, and when."""

    heading: str
    name: str
    rest: str


@dataclass(frozen=True, slots=True)
class People:
    """Whom the words of the pack name: `help` is whom to offer, `lead` whom to speak to."""

    help: str
    lead: str

    def put_into(self, text: str) -> str:
        """The text with names in it; a sentence that starts with one starts with a capital."""
        named = (
            text.replace("{advocate}", self.help)
            .replace("{help}", self.help)
            .replace("{lead}", self.lead)
        )
        parts = named.split(". ")
        return ". ".join(part[:1].upper() + part[1:] for part in parts)


def named_support(fits: tuple[Fit, ...], knowledge: Knowledge) -> Support | None:
    """The advocate unless something speaks against it, else whoever fits best: who, when, number.

    An advocate for women is no help to a man, and a team for children none to an adult: nobody is
    named who would have to refuse.
    """
    fitting = [fit.option for fit in fits if fit.nothing_against and not fit.option.for_children]
    advocates = [option for option in fitting if option.kind is OptionKind.IRIS_ADVOCATE]
    option = next(iter((*advocates, *fitting)), None)
    if option is None:
        return None
    rest = [part for part in (option.availability, option.phone) if part]
    if option.kind is OptionKind.HELPLINE:
        rest += [text.rstrip(".") for text in knowledge.wordings.get("helpline-not-verified", ())]
    return Support(
        heading="Advocate" if advocates else "Who can help",
        name=option.named_person or option.name,
        rest=". " + ". ".join(rest) + "." if rest else "",
    )


def child_support(lead_name: str) -> Support:
    """For a child: the lead, and never somebody who works with adults."""
    return Support("Who can help", f"Speak to {_lead(lead_name)}", " about any worry.")


def people_named(support: Support | None, lead_name: str, *, child: bool) -> People:
    """Whom the words of the pack name on the pages of this patient."""
    lead = _lead(lead_name)
    if child:
        return People(lead, lead)
    return People(support.name if support else "somebody who can help", lead)


def _lead(lead_name: str) -> str:
    return lead_name or "the safeguarding lead"
