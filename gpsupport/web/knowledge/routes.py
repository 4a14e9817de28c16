"""The content as pages: for whoever uses it, reviews it, or prints it. No patient is on them."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request

from gpsupport.actions.knowledge.backing import read_backing, read_history
from gpsupport.actions.knowledge.using import count_use
from gpsupport.domain.access import Permission
from gpsupport.domain.knowledge.content.pack import Indicator, Knowledge
from gpsupport.serving.guards import needs, signed_in
from gpsupport.serving.ways_back import find_way_back
from gpsupport.serving.wiring import installation
from gpsupport.web.knowledge.pages import about, browse_page
from gpsupport.web.knowledge.printing import whole_page
from gpsupport.web.knowledge.rules.codes import codes_page
from gpsupport.web.knowledge.rules.indicators import IndicatorPage, indicator_page
from gpsupport.web.knowledge.search import LONGEST_ASKED
from gpsupport.web.knowledge.texts.document import Document
from gpsupport.web.knowledge.texts.helping import helping
from gpsupport.web.knowledge.texts.recording import recording
from gpsupport.web.knowledge.texts.talking import talking
from gpsupport.web.knowledge.texts.timing import timing
from gpsupport.web.words import as_typed

knowledge = Blueprint("knowledge", __name__, url_prefix="/knowledge")


@knowledge.get("")
@needs(Permission.SEE_KNOWLEDGE)
def browse() -> str:
    """What this content is, a search, and every rule by name."""
    parts = installation()
    page = browse_page(parts.knowledge, _asked(), parts.today())
    return render_template("knowledge/browse.html", page=page)


@knowledge.get("/words")
@needs(Permission.SEE_KNOWLEDGE)
def what_to_say() -> str:
    """The conversation, the safety check, and groups of people."""
    return _document(talking(installation().knowledge))


@knowledge.get("/recording")
@needs(Permission.SEE_KNOWLEDGE)
def what_to_write() -> str:
    """Whose record, which entry, and sharing."""
    return _document(recording(installation().knowledge))


@knowledge.get("/timing")
@needs(Permission.SEE_KNOWLEDGE)
def when_to_ask() -> str:
    """The cadence, exclusions and areas."""
    return _document(timing(installation().knowledge))


@knowledge.get("/help")
@needs(Permission.SEE_KNOWLEDGE)
def which_help() -> str:
    """Kinds of help, referrals and helplines."""
    parts = installation()
    return _document(helping(parts.knowledge, parts.today()))


@knowledge.get("/codes")
@needs(Permission.SEE_KNOWLEDGE)
def codes() -> str:
    """Every code of the table, or those that were searched for."""
    content = installation().knowledge
    page = codes_page(content, _asked())
    return render_template("knowledge/codes.html", page=page, about=about(content))


@knowledge.get("/print")
@needs(Permission.SEE_KNOWLEDGE)
def everything() -> str:
    """The whole content on one page, for a reviewer's paper."""
    parts = installation()
    content, actor, now = parts.knowledge, signed_in(), parts.now()
    backing = read_backing(parts.database, actor, content.version.release, now)
    page = whole_page(content, backing, parts.today())
    return render_template("knowledge/print.html", page=page)


@knowledge.get("/<indicator_id>")
@needs(Permission.SEE_KNOWLEDGE)
def one_rule(indicator_id: str) -> str:
    """One rule in full, and how it was used here."""
    parts = installation()
    content = parts.knowledge
    found = _find(content, indicator_id)
    return render_template(
        "knowledge/indicator.html",
        page=_page_of(found, content),
        about=about(content),
        back=find_way_back(request.args.get("next", "")) or "",
    )


def _page_of(indicator: Indicator, content: Knowledge) -> IndicatorPage:
    parts = installation()
    actor, now = signed_in(), parts.now()
    return indicator_page(
        indicator,
        content,
        read_backing(parts.database, actor, content.version.release, now),
        count_use(parts.database, actor, indicator.id, now),
        read_history(parts.database, actor, indicator.id, now),
        parts.today(),
    )


def _find(content: Knowledge, indicator_id: str) -> Indicator:
    try:
        return content.indicator(indicator_id)
    except KeyError:
        abort(404)


def _document(page: Document) -> str:
    about_content = about(installation().knowledge)
    return render_template("knowledge/document.html", page=page, about=about_content)


def _asked() -> str:
    return as_typed(request.args.get("q"))[:LONGEST_ASKED]
