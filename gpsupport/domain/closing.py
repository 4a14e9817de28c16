"""What takes back a prompt that cannot wait: a person's answer that it was seen to."""

from __future__ import annotations

from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.knowledge.deciding.answering import Prompt
from gpsupport.domain.knowledge.language.conditions import Not, Ticked, parts_of


def answers_that_close(prompt: Prompt, knowledge: Knowledge) -> tuple[Ticked, ...]:
    """The ticks that say of a same-day prompt that it was seen to, as its rule names them.

    Nothing for what can wait, and for a rule that names none: that prompt stays for the day.
    """
    if not prompt.same_day:
        return ()
    found = {
        part.of.tick: part.of
        for branch in knowledge.indicator(prompt.indicator).branches
        if branch.same_day and branch.title == prompt.title
        for part in parts_of(branch.when)
        if isinstance(part, Not) and isinstance(part.of, Ticked)
    }
    return tuple(found.values())
