"""Letters, behind the gate: chosen and looked at first, then printed or saved. Nothing is sent."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request
from flask.wrappers import Response as FlaskResponse
from werkzeug.wrappers import Response

from gpsupport.actions.errors import GateClosed
from gpsupport.actions.forms import SavedSince
from gpsupport.actions.letters import (
    LetterNotReady,
    choice_of,
    keep_letter_form,
    make_letter,
    open_letter,
    read_letters,
)
from gpsupport.domain.access import Permission
from gpsupport.domain.letters.kinds import LetterKind
from gpsupport.domain.letters.letter import Letter
from gpsupport.letters.pdf import CannotBeSet, as_pdf, can_make_pdf
from gpsupport.serving.guards import lock_first, needs, signed_in
from gpsupport.serving.sessions import is_locked
from gpsupport.serving.wiring import installation
from gpsupport.web import words
from gpsupport.web.disclosure.typed import typed_in
from gpsupport.web.frame import banner
from gpsupport.web.letters.pages import letter_page, letters_page, place

letters = Blueprint("letters", __name__, url_prefix="/patients/<uuid:patient_id>")
_OF_REFERRAL = "/referrals/<uuid:referral_id>/letters"
_STAMP = "stamp"

Answer = str | Response | tuple[str, int]


@letters.get("/letters")
@letters.get(_OF_REFERRAL, endpoint="show_all_of_referral")
@needs(Permission.CONSULT)
def show_all(patient_id: UUID, referral_id: UUID | None = None) -> Answer:
    """Which letters there are, for a referral or without one."""
    parts = installation()
    found = read_letters(
        *(parts.database, signed_in(), str(patient_id), _id(referral_id)),
        *(parts.knowledge, parts.now()),
    )
    return render_template(
        "letters/list.html", page=letters_page(found), banner=banner(found.patient, parts.today())
    )


@letters.get("/letters/<kind>")
@letters.get(f"{_OF_REFERRAL}/<kind>", endpoint="show_of_referral")
@needs(Permission.CONSULT)
def show(patient_id: UUID, kind: str, referral_id: UUID | None = None) -> Answer:
    """One letter: its parts to choose from, and how it will look."""
    return _show(patient_id, _kind(kind), referral_id)


@letters.post("/letters/<kind>")
@letters.post(f"{_OF_REFERRAL}/<kind>", endpoint="choose_of_referral")
@needs(Permission.CONSULT, keeps_typed=True)
def choose(patient_id: UUID, kind: str, referral_id: UUID | None = None) -> Answer:
    """Keep what was ticked and typed, and show the letter."""
    parts, wanted = installation(), _kind(kind)
    typed = typed_in(request.form.to_dict(flat=False))
    at = place(str(patient_id), _id(referral_id), wanted.value)
    kept = (
        *(parts.database, signed_in(), str(patient_id), wanted, _id(referral_id)),
        *(typed.fields, parts.knowledge, parts.now()),
    )
    if is_locked():
        with suppress(GateClosed):  # the lock shut the gate; what was typed is kept all the same
            keep_letter_form(*kept)
        return lock_first(at)
    keep_letter_form(*kept)
    if choice_of(typed.fields).too_long:
        return _show(patient_id, wanted, referral_id, refused=True), 422
    return redirect(f"{at}#letter", 303)


@letters.post("/letters/<kind>/print")
@letters.post(f"{_OF_REFERRAL}/<kind>/print", endpoint="print_of_referral")
@needs(Permission.CONSULT)
def print_letter(patient_id: UUID, kind: str, referral_id: UUID | None = None) -> Answer:
    """The letter as a page that may be printed, and in the log."""

    def paper(letter: Letter) -> str:
        return render_template(
            "letters/paper.html",
            letter=letter,
            on=words.long_day(letter.on),
            back=place(str(patient_id), _id(referral_id), kind),
        )

    return _made(patient_id, _kind(kind), referral_id, paper)


@letters.post("/letters/<kind>/pdf")
@letters.post(f"{_OF_REFERRAL}/<kind>/pdf", endpoint="save_pdf_of_referral")
@needs(Permission.CONSULT)
def save_pdf(patient_id: UUID, kind: str, referral_id: UUID | None = None) -> Answer:
    """The letter as PDF under a name that says nothing, and in the log."""
    wanted = _kind(kind)
    if not can_make_pdf():
        return _show(patient_id, wanted, referral_id), 422
    try:
        return _made(patient_id, wanted, referral_id, _file)
    except CannotBeSet as refused:
        return _show(patient_id, wanted, referral_id, no_pdf=str(refused)), 422


def _file(letter: Letter) -> Response:
    answer = FlaskResponse(as_pdf(letter), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = 'attachment; filename="letter.pdf"'
    return answer


def _made(
    patient_id: UUID,
    kind: LetterKind,
    referral_id: UUID | None,
    made_of: Callable[[Letter], Answer],
) -> Answer:
    """The letter as it was looked at; the page again where something is missing or has changed."""
    parts = installation()
    stamp = request.form.get(_STAMP, "")
    try:
        return make_letter(
            *(parts.database, signed_in(), str(patient_id), kind, _id(referral_id)),
            *(stamp, parts.knowledge, parts.now(), made_of),
        )
    except LetterNotReady:
        return _show(patient_id, kind, referral_id, refused=True), 422
    except SavedSince:
        return _show(patient_id, kind, referral_id, changed=True), 409


def _show(
    patient_id: UUID,
    kind: LetterKind,
    referral_id: UUID | None,
    *,
    refused: bool = False,
    changed: bool = False,
    no_pdf: str = "",
) -> str:
    parts = installation()
    opened = open_letter(
        *(parts.database, signed_in(), str(patient_id), kind, _id(referral_id)),
        *(parts.knowledge, parts.now()),
    )
    return render_template(
        "letters/letter.html",
        page=letter_page(opened, parts.knowledge.letters, parts.today()),
        refused=refused,
        changed=changed,
        no_pdf=no_pdf,
        banner=banner(opened.patient, parts.today()),
    )


def _kind(kind: str) -> LetterKind:
    if kind not in set(LetterKind):
        abort(404)
    return LetterKind(kind)


def _id(referral_id: UUID | None) -> str:
    return str(referral_id) if referral_id else ""
