"""What helps once a patient has told: listening, what to ask about for safety, who to speak to."""

from __future__ import annotations

from dataclasses import dataclass

from gpsupport.domain.knowledge.pack import Knowledge
from gpsupport.web.consultation.who_helps import People

_URGENT = "-urgent"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to ask about, and what a yes means. `urgent` is shown in red and in words."""

    ask: str
    if_yes: str
    urgent: bool


@dataclass(frozen=True, slots=True)
class Support:
    """What helps after a patient has told; `more` are the checks that stay folded."""

    heading: str
    listen: tuple[str, ...]
    offer: tuple[str, ...]
    checks: tuple[Check, ...]
    more: tuple[Check, ...]


def support_after_telling(
    knowledge: Knowledge, people: People, offered: str, *, child: bool
) -> Support:
    """The card at the top of what to write.

    `offered` names who can help an adult; a child is never given somebody who works with adults.
    """
    texts = knowledge.wordings
    lives = tuple(
        people.put_into(text) for text in texts.get("lives-young-person" if child else "lives", ())
    )
    kind = "child-safety" if child else "safety"
    return Support(
        heading=next(iter(texts.get("after-disclosure-heading", ())), "What helps now"),
        listen=lives[:3],
        offer=lives[3:4] if child else (*lives[3:4], offered),
        checks=_checks(knowledge, f"{kind}-now-", people),
        more=_checks(knowledge, f"{kind}-also-", people),
    )


def _checks(knowledge: Knowledge, start: str, people: People) -> tuple[Check, ...]:
    return tuple(
        Check(texts[0], people.put_into(" ".join(texts[1:])), key.endswith(_URGENT))
        for key, texts in knowledge.wordings.items()
        if key.startswith(start)
    )
