"""The whole content on one page: what a reviewer takes along on paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gpsupport.actions.knowledge.backing import Backing
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.web import words
from gpsupport.web.knowledge.pages import About, about
from gpsupport.web.knowledge.rules.codes import CodeRow, code_rows
from gpsupport.web.knowledge.rules.indicators import IndicatorPage, indicator_page
from gpsupport.web.knowledge.texts.care import care_documents
from gpsupport.web.knowledge.texts.document import Document
from gpsupport.web.knowledge.words import common_status


@dataclass(frozen=True, slots=True)
class WholePage:
    """Everything, rule by rule, without any figure of a practice."""

    about: About
    on: str
    rules: tuple[IndicatorPage, ...]
    documents: tuple[Document, ...]
    codes: tuple[CodeRow, ...]
    codes_status: str


def whole_page(knowledge: Knowledge, backing: Backing, today: date) -> WholePage:
    """The whole content as it stands on a day."""
    codes = code_rows(knowledge)
    return WholePage(
        about=about(knowledge),
        on=words.long_day(today),
        rules=tuple(
            indicator_page(one, knowledge, backing, None, (), today) for one in knowledge.indicators
        ),
        documents=care_documents(knowledge, today, every_word=True),
        codes=codes,
        codes_status=common_status(one.status for one in codes),
    )
