"""The pages of content besides the rules and the codes, in the order of a reader."""

from __future__ import annotations

from datetime import date

from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.web.knowledge.texts.document import Document
from gpsupport.web.knowledge.texts.helping import helping
from gpsupport.web.knowledge.texts.recording import recording
from gpsupport.web.knowledge.texts.talking import talking
from gpsupport.web.knowledge.texts.timing import timing


def care_documents(
    knowledge: Knowledge, today: date, *, every_word: bool = False
) -> tuple[Document, ...]:
    """Every such page as it stands on a day; `every_word` as `talking` has it."""
    return (
        talking(knowledge, every_word=every_word),
        recording(knowledge),
        timing(knowledge),
        helping(knowledge, today),
    )
