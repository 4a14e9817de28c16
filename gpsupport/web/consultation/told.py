"""What helps once a patient has told: listening, what to ask about for safety, who to speak to."""

from __future__ import annotations

from dataclasses import dataclass

from gpsupport.domain.knowledge.content.care import SafetyQuestion
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.knowledge.language.phrases import in_words
from gpsupport.web.consultation.who_helps import People


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
    asked = [one for one in knowledge.safety_check if one.for_child is child]
    return Support(
        heading=next(iter(texts.get("after-disclosure-heading", ())), "What helps now"),
        listen=lives[:3],
        offer=lives[3:4] if child else (*lives[3:4], offered),
        checks=tuple(_check(one, people) for one in asked if one.stands_open),
        more=tuple(_check(one, people) for one in asked if not one.stands_open),
    )


def _check(one: SafetyQuestion, people: People) -> Check:
    action = one.action
    if one.recent_days is not None:
        action = action.replace("{recent}", in_words(one.recent_days))
    return Check(one.question, people.put_into(action), one.urgent)
