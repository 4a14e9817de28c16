"""After a telling: one page worked downwards. Behind the gate."""

from __future__ import annotations

from contextlib import suppress
from urllib.parse import urlencode
from uuid import UUID

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from gpsupport.actions.disclosure import (
    OF,
    NobodyTold,
    OpenDisclosure,
    Wanting,
    give_up_words,
    keep_disclosure_form,
    named_in,
    open_disclosure,
    save_disclosure,
)
from gpsupport.actions.errors import GateClosed
from gpsupport.actions.forms import SavedSince
from gpsupport.domain.access import Permission
from gpsupport.domain.disclosure.faults import faults_of
from gpsupport.serving.guards import lock_first, needs, signed_in
from gpsupport.serving.sessions import is_locked
from gpsupport.serving.wiring import installation
from gpsupport.web import words
from gpsupport.web.consultation.ordinary import address
from gpsupport.web.disclosure.about import about_of
from gpsupport.web.disclosure.blueprint import disclosure
from gpsupport.web.disclosure.boxes import Boxes
from gpsupport.web.disclosure.contact_since import BEGUN, as_saved, with_what_counts
from gpsupport.web.disclosure.differing import saved_since, version_of
from gpsupport.web.disclosure.faults import on_the_page
from gpsupport.web.disclosure.lead_plans import with_lead
from gpsupport.web.disclosure.pages import after_page, choices_of, people_of
from gpsupport.web.disclosure.reading import About, FormFault, Read, read_disclosure
from gpsupport.web.disclosure.so_far import what_follows
from gpsupport.web.disclosure.typed import Typed, typed_in
from gpsupport.web.frame import banner
from gpsupport.web.meanwhile import GIVE_UP, VERSION

Answer = str | Response | tuple[str, int]


@disclosure.get("/consultation/after")
@needs(Permission.CONSULT)
def after(patient_id: UUID) -> Answer:
    """The five parts: as typed and not yet saved, else as saved.

    Of today's consultation, unless the address names an earlier one: what followed from a telling
    is anybody's to correct.
    """
    parts = installation()
    of = named_in({OF: request.args.getlist(OF)})
    try:
        opened = open_disclosure(
            parts.database, signed_in(), str(patient_id), parts.knowledge, parts.now(), of
        )
    except NobodyTold:
        return _nobody_told(patient_id)
    more = "more" in request.args
    today = parts.today()
    kept = with_what_counts(Typed(opened.typed), opened.contacts, today) if opened.typed else None
    if kept is not None and (_unsaved(opened, kept)):
        state = "This is what you typed and have not saved yet."
        return _show(opened, kept, state=state, more=more)
    return _show(opened, as_saved(opened.saved, opened.contacts, today), more=more)


@disclosure.post("/consultation/after/draft")
@needs(Permission.CONSULT, keeps_typed=True, by_script=True)
def draft(patient_id: UUID) -> Answer:
    """Keep what was typed so far: for a script what follows from it, else the page again."""
    typed = typed_in(request.form.to_dict(flat=False))
    if is_locked():
        return _keep_behind_lock(patient_id, typed)
    parts = installation()
    actor, now = signed_in(), parts.now()
    if request.form.get(GIVE_UP):
        give_up_words(parts.database, actor, str(patient_id), named_in(typed.fields), now)
        return redirect(_page_of(patient_id, typed), 303)
    try:
        opened = keep_disclosure_form(
            parts.database, actor, str(patient_id), typed.fields, parts.knowledge, now
        )
    except NobodyTold:
        return _nobody_told(patient_id)
    if not request.headers.get("HX-Request"):
        adds = bool(request.form.get("add"))
        return redirect(_page_of(patient_id, typed, more=adds), 303)
    typed = with_what_counts(typed, opened.contacts, parts.today())
    read = _read(opened, typed)
    people = people_of(opened, parts.knowledge)
    state = f"Draft saved at {words.clock_time(now)}"
    if saved_since(opened, typed, read, parts.knowledge, people):
        state += ". Another window saved since: when you save, you see both."
    return render_template(
        "disclosure/fragment.html",
        so_far=what_follows(opened, read, parts.knowledge, people, parts.today()),
        form=Boxes(typed),
        state=state,
    )


@disclosure.post("/consultation/after")
@needs(Permission.CONSULT, keeps_typed=True)
def save(patient_id: UUID) -> Answer:
    """Save all of it, then show what to write where.

    A child without a plan holds it back, and so does what another window saved since.
    """
    typed = typed_in(request.form.to_dict(flat=False))
    if is_locked():
        return _keep_behind_lock(patient_id, typed)
    parts = installation()
    actor = signed_in()
    try:
        # Kept first: whatever is wrong with it, nothing of it is lost.
        opened = keep_disclosure_form(
            parts.database, actor, str(patient_id), typed.fields, parts.knowledge, parts.now()
        )
    except NobodyTold:
        return _nobody_told(patient_id)
    typed = with_what_counts(typed, opened.contacts, parts.today())
    read = _read(opened, typed)
    if read.faults:
        wanting = faults_of(read.made, parts.knowledge, parts.today())
        return _show(opened, typed, faults=on_the_page(read, wanting)), 422
    try:
        save_disclosure(
            parts.database,
            actor,
            str(patient_id),
            read.made,
            parts.knowledge,
            parts.now(),
            supersedes=typed.one(VERSION) or None,
            typed=typed.fields,
            begun_contact=typed.one(BEGUN) or None,
        )
    except NobodyTold:
        # Corrected meanwhile: the page says so, above what was typed.
        return redirect(_page_of(patient_id, typed), 303)
    except Wanting as wanted:
        return _show(opened, typed, faults=on_the_page(read, wanted.faults)), 422
    except SavedSince:
        # There both are shown: what was saved since, and what was typed here.
        return redirect(_page_of(patient_id, typed), 303)
    if opened.of:
        return redirect(f"/patients/{patient_id}/timeline", 303)
    return redirect(address(str(patient_id), "record"), 303)


def _keep_behind_lock(patient_id: UUID, typed: Typed) -> Response:
    """Keep what was typed before the screen locked. Nothing is shown; the lock comes first."""
    parts = installation()
    actor, now = signed_in(), parts.now()
    with suppress(GateClosed):  # the lock shut the gate; what was typed is kept all the same
        keep_disclosure_form(
            parts.database, actor, str(patient_id), typed.fields, parts.knowledge, now
        )
    return lock_first(address(str(patient_id), "after"))


def _page_of(patient_id: UUID, typed: Typed, *, more: bool = False) -> str:
    """The page again, about the same telling; `more`: with a row for one more child."""
    asked = {OF: named_in(typed.fields), "more": "1" if more else ""}
    query = urlencode({name: value for name, value in asked.items() if value})
    at = address(str(patient_id), "after") + (f"?{query}" if query else "")
    return at + ("#children" if more else "")


def _nobody_told(patient_id: UUID) -> Response:
    """Back to the conversation: an answer may have been corrected."""
    return redirect(address(str(patient_id)), 303)


def _unsaved(opened: OpenDisclosure, typed: Typed) -> bool:
    """Whether what was typed is still to be saved: it was not if a late draft says the same."""
    if opened.saved is None or typed.one(VERSION) == opened.saved.id:
        return True
    people = people_of(opened, installation().knowledge)
    read = _read(opened, typed)
    return saved_since(opened, typed, read, installation().knowledge, people) is not None


def _read(opened: OpenDisclosure, typed: Typed) -> Read:
    parts = installation()
    about = About(
        patient_id=opened.patient.id,
        consultation_id=opened.about,
        enquiry_id=opened.enquiry.id,
        by=signed_in().name,
        now=parts.now(),
        today=parts.today(),
    )
    read = read_disclosure(typed, choices_of(opened, parts.knowledge), about)
    kinds = parts.knowledge.afterwards.child_plans
    return with_lead(read, kinds, opened.lead_name, about.today)


def _show(
    opened: OpenDisclosure,
    typed: Typed,
    *,
    faults: tuple[FormFault, ...] = (),
    state: str = "",
    more: bool = False,
) -> str:
    parts = installation()
    today = parts.today()
    read = _read(opened, typed)
    people = people_of(opened, parts.knowledge)
    page = after_page(
        opened,
        read,
        Boxes(typed, faults),
        parts.knowledge,
        today,
        actor_name=signed_in().name,
        state=state,
        more=more,
    )
    return render_template(
        "disclosure/after.html",
        page=page,
        version=version_of(opened),
        about=about_of(opened, signed_in().name),
        meanwhile=saved_since(opened, typed, read, parts.knowledge, people),
        banner=banner(opened.patient, today),
    )
