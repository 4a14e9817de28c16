"""Correcting local help: anybody who uses it proposes, the lead or the manager decides."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from flask import Blueprint, g, redirect, render_template, request
from werkzeug.wrappers import Response

from gpsupport.actions.directory.curating import (
    decide,
    find_option,
    list_proposals,
    propose,
)
from gpsupport.actions.errors import Incomplete
from gpsupport.actions.referral.reading import rules_of
from gpsupport.domain.access import Permission, permits
from gpsupport.domain.directory.option import ReferralOption
from gpsupport.domain.directory.texts import Unfit
from gpsupport.persistence.work import StaleRow
from gpsupport.serving.guards import lock_first, needs, signed_in
from gpsupport.serving.sessions import is_locked
from gpsupport.serving.wiring import installation
from gpsupport.web.directory.correcting import (
    WORDS,
    as_words,
    changed_meanwhile,
    correct_page,
    label_of,
    texts_in,
)
from gpsupport.web.directory.deciding import proposals_page
from gpsupport.web.words import as_typed

curating = Blueprint("curating", __name__, url_prefix="/directory")

Answer = str | Response | tuple[str, int]
_LIST = "/directory/all"
_PROPOSALS = "/directory/proposals"
_PROPOSED = "/directory/proposed"
_LONGEST_SEEN = 10
_NOTHING = {WORDS: "must not be empty where nothing else is changed"}
_LOOK_AGAIN = {WORDS: "came after somebody else had changed the entry: send it again"}
_CHANGED = "The entry was changed meanwhile. This is how it stands now."


@curating.app_context_processor
def _proposals_link() -> dict[str, str]:
    """The link from the list to what waits: there for those who decide and nobody else."""
    actor = g.get("actor")
    decides = actor is not None and permits(actor.role, Permission.CURATE_DIRECTORY)
    return {"proposals_href": _PROPOSALS if decides else ""}


@curating.get("/new")
@needs(Permission.SEE_LOCAL_HELP, Permission.PROPOSE_OPTION)
def new() -> Answer:
    """The empty form."""
    return _form(None)


@curating.post("/new")
@needs(Permission.SEE_LOCAL_HELP, Permission.PROPOSE_OPTION, keeps_typed=True)
def propose_new() -> Answer:
    """Keep a new entry as a proposal."""
    return _keep("")


@curating.get("/<option_id>/correct")
@needs(Permission.SEE_LOCAL_HELP, Permission.PROPOSE_OPTION)
def correct(option_id: str) -> Answer:
    """The form as the entry stands."""
    return _form(option_id)


@curating.post("/<option_id>/correct")
@needs(Permission.SEE_LOCAL_HELP, Permission.PROPOSE_OPTION, keeps_typed=True)
def propose_correction(option_id: str) -> Answer:
    """Keep a correction as a proposal: nothing in the list changes yet."""
    return _keep(option_id)


@curating.get("/proposed")
@needs(Permission.SEE_LOCAL_HELP, Permission.PROPOSE_OPTION)
def proposed() -> Answer:
    """What becomes of a proposal, for those who do not decide themselves."""
    return render_template("directory/proposed.html")


@curating.get("/proposals")
@needs(Permission.CURATE_DIRECTORY)
def proposals() -> Answer:
    """What waits for a decision."""
    return _proposals()


@curating.post("/proposals/<uuid:proposal_id>")
@needs(Permission.CURATE_DIRECTORY)
def take_decision(proposal_id: UUID) -> Answer:
    """Approve a proposal, or leave the list as it is."""
    parts = installation()
    approved = request.form.get("decision") == "approve"
    try:
        decide(parts.database, signed_in(), str(proposal_id), _seen(), approved, parts.now())
    except StaleRow:
        return _proposals((str(proposal_id), _CHANGED)), 422
    except Unfit as error:
        wrong = ". ".join(f"{label_of(name)} {why}" for name, why in error.faults.items())
        return _proposals((str(proposal_id), wrong)), 422
    return redirect(_PROPOSALS, 303)


def _keep(option_id: str) -> Answer:
    parts = installation()
    actor, now = signed_in(), parts.now()
    option = find_option(parts.database, actor, option_id, now) if option_id else None
    texts = _texts(option)
    words = as_typed(request.form.get(WORDS))
    try:
        propose(parts.database, actor, option_id, texts, words, now, seen=_seen())
    except Unfit as error:
        return _again(option, error.faults)
    except Incomplete:
        return _again(option, _NOTHING)
    except StaleRow:
        wrong = changed_meanwhile(option, texts) if option else {}
        return _again(option, wrong or _LOOK_AGAIN)
    after = _PROPOSALS if permits(actor.role, Permission.CURATE_DIRECTORY) else _PROPOSED
    return lock_first(_LIST) if is_locked() else redirect(after, 303)


def _texts(option: ReferralOption | None) -> dict[str, str]:
    parts = installation()
    days = rules_of(parts.knowledge).matching.stale_after_days
    return texts_in(request.form, parts.today(), days, option)


def _seen() -> int:
    """The version of the entry that the page showed; -1 for anything else, which is none."""
    seen = request.form.get("seen", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < _LONGEST_SEEN else -1


def _again(option: ReferralOption | None, faults: dict[str, str]) -> Answer:
    """The form as it was sent. Behind the lock nothing may be shown: it is kept as words."""
    if not is_locked():
        return _show(option, faults), 422
    parts = installation()
    typed = as_words(request.form, _texts(option), option)
    option_id, seen = (option.id, option.version) if option else ("", 0)
    # What may not be kept of a secret place is not kept here either.
    with suppress(Unfit, Incomplete, StaleRow):
        propose(parts.database, signed_in(), option_id, {}, typed, parts.now(), seen=seen)
    return lock_first(_LIST)


def _form(option_id: str | None) -> str:
    parts = installation()
    found = find_option(parts.database, signed_in(), option_id, parts.now()) if option_id else None
    return _show(found)


def _show(option: ReferralOption | None, faults: dict[str, str] | None = None) -> str:
    sent = request.form if request.method == "POST" else None
    page = correct_page(option, installation().today(), sent, faults)
    return render_template("directory/correct.html", page=page)


def _proposals(refused: tuple[str, str] = ("", "")) -> str:
    parts = installation()
    waiting = list_proposals(parts.database, signed_in(), parts.now())
    page = proposals_page(waiting, parts.today(), refused)
    return render_template("directory/proposals.html", page=page)
