"""A family at a glance, as a meeting reads it: the children, and each chain of referrals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gpsupport.actions.meetings.families import Glance
from gpsupport.domain.knowledge.content.referring import ReferralRules
from gpsupport.domain.meetings.glance import Pressing, chains_to_hear, pressing_of
from gpsupport.domain.people import Relative
from gpsupport.domain.referral.following import Referral
from gpsupport.web import words
from gpsupport.web.referrals.told import chain_words

_PRESSING = {
    Pressing.SELF_HARM: "Self-harm",
    Pressing.WORSE: "Worse",
    Pressing.URGENT: "Urgent",
}


@dataclass(frozen=True, slots=True)
class ChainLine:
    """One chain of referrals in one line. `presses` are single words; `urgent` is one of them."""

    whom: str
    words: str
    href: str
    presses: tuple[str, ...]
    urgent: bool


@dataclass(frozen=True, slots=True)
class GlanceLines:
    """A family at a glance."""

    children: tuple[str, ...]
    chains: tuple[ChainLine, ...]

    @property
    def presses(self) -> tuple[str, ...]:
        """What presses in any of the chains, the most first."""
        found = {word for one in self.chains for word in one.presses}
        return tuple(word for word in _PRESSING.values() if word in found)

    @property
    def urgent(self) -> bool:
        """Whether any of the chains is urgent."""
        return any(one.urgent for one in self.chains)


def glance_lines(glance: Glance, patient_id: str, rules: ReferralRules, today: date) -> GlanceLines:
    """A family at a glance, in words."""
    return GlanceLines(
        children=tuple(_child(one, today) for one in glance.children),
        chains=tuple(
            _chain(one, patient_id, rules, today)
            for one in chains_to_hear(glance.referrals, glance.names)
        ),
    )


def _child(child: Relative, today: date) -> str:
    born = words.banner_birth(child.born, today) if child.born else "birth date not known"
    return f"{words.untitled(str(child.name))} {born}"


def _chain(
    chain: tuple[Referral, ...], patient_id: str, rules: ReferralRules, today: date
) -> ChainLine:
    last = chain[-1]
    pressing = pressing_of(last)
    return ChainLine(
        whom=words.untitled(last.begun.about) or "The patient",
        words=chain_words(chain, rules, today),
        href=f"/patients/{patient_id}/referrals/{last.begun.id}",
        presses=tuple(_PRESSING[one] for one in pressing if one is not Pressing.URGENT),
        urgent=Pressing.URGENT in pressing,
    )
