"""Who belongs to a patient, behind the gate; the household together, for the lead."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from gpsupport.actions.errors import GateClosed, Incomplete
from gpsupport.actions.family import (
    AlreadyLinked,
    NotConfirmed,
    Settled,
    WrongWayRound,
    end_link,
    find_to_link,
    keep_links_form,
    link_patients,
    read_family,
    read_household,
    settle_proposal,
)
from gpsupport.domain.access import Permission
from gpsupport.domain.family.links import LinkEnd, LinkKind
from gpsupport.domain.people import Patient
from gpsupport.serving.guards import lock_first, needs, signed_in
from gpsupport.serving.sessions import is_locked
from gpsupport.serving.wiring import installation
from gpsupport.web.disclosure.typed import Typed, typed_in
from gpsupport.web.family.forms import LinkForm
from gpsupport.web.family.household_pages import household_page
from gpsupport.web.family.pages import Refusal, family_page
from gpsupport.web.frame import banner

family = Blueprint("family", __name__, url_prefix="/patients/<uuid:patient_id>/family")

Answer = str | Response | tuple[str, int]


@family.get("")
@needs(Permission.CONSULT)
def show(patient_id: UUID) -> Answer:
    """Who is linked, who may be, and the search as it was typed."""
    return _show(patient_id)


@family.post("/find")
@needs(Permission.CONSULT, keeps_typed=True)
def find(patient_id: UUID) -> Answer:
    """Keep what was typed, and show who fits."""
    kept = _keep(patient_id)
    if kept is not None:
        return kept
    form = LinkForm(request.form)
    if not form.validate():
        return _show(patient_id, form), 422
    if form.search().empty:
        form.refuse_as_empty()
        return _show(patient_id, form), 422
    return redirect(f"{_address(patient_id)}#found", 303)


@family.post("/link")
@needs(Permission.CONSULT, keeps_typed=True)
def link(patient_id: UUID) -> Answer:
    """Link the one who was chosen."""
    kept = _keep(patient_id)
    if kept is not None:
        return kept
    parts = installation()
    form, typed = LinkForm(request.form), _typed()
    valid = form.validate()
    wanted = form.find_link(str(patient_id))
    if not valid or wanted is None:
        return _show(patient_id, form), 422
    try:
        link_patients(
            *(parts.database, signed_in(), str(patient_id), wanted, typed.fields),
            *(parts.knowledge, parts.now()),
        )
    except AlreadyLinked:
        form.kind.errors = ["They are linked like that already"]
        return _show(patient_id, form), 422
    except WrongWayRound:
        form.kind.errors = ["The child would be older than the parent. Check who is who"]
        return _show(patient_id, form), 422
    except NotConfirmed:
        form.shows.errors = [_CONFIRM]
        return _show(patient_id, form), 422
    return redirect(_address(patient_id), 303)


@family.post("/settle")
@needs(Permission.CONSULT)
def settle(patient_id: UUID) -> Answer:
    """Confirm or refuse a proposal of the record."""
    parts, typed = installation(), _typed()
    answer, kind = typed.one("answer"), typed.find("kind", LinkKind)
    if answer not in {"same", "other"}:
        return redirect(_address(patient_id), 303)
    if answer == "same" and kind is None:
        return _refused(patient_id, typed, _CHOOSE), 422
    settled = Settled(
        resource=typed.one("resource"),
        other_id=typed.one("other"),
        kind=kind if answer == "same" else None,
        confirmed=typed.one("shows") == "yes",
    )
    try:
        settle_proposal(
            *(parts.database, signed_in(), str(patient_id), settled),
            *(parts.knowledge, parts.now()),
        )
    except NotConfirmed:
        return _refused(patient_id, typed, _CONFIRM), 422
    return redirect(_address(patient_id), 303)


@family.post("/end")
@needs(Permission.CONSULT)
def end(patient_id: UUID) -> Answer:
    """End a link, with the reason."""
    parts, typed = installation(), _typed()
    why, version = typed.find("end", LinkEnd), typed.one("version")
    if why is not None and version.isdecimal() and len(version) < _LONG:
        end_link(
            parts.database,
            signed_in(),
            str(patient_id),
            typed.one("link"),
            int(version),
            why,
            parts.now(),
        )
    return redirect(_address(patient_id), 303)


@family.get("/together")
@needs(Permission.SEE_WORK_LISTS)
def together(patient_id: UUID) -> str:
    """The household as one: for the lead, when nobody else sees the screen."""
    parts = installation()
    found = read_household(
        parts.database, signed_in(), str(patient_id), parts.knowledge, parts.now()
    )
    return render_template(
        "family/together.html",
        page=household_page(found, parts.today()),
        banner=banner(found.patient, parts.today()),
    )


_LONG = 9
_CHOOSE = "Choose what they are to the patient"
_CONFIRM = "Tick that it may show on both records, or choose that it stays on this one"


def _address(patient_id: UUID) -> str:
    return f"/patients/{patient_id}/family"


def _typed() -> Typed:
    return typed_in(request.form.to_dict(flat=False))


def _keep(patient_id: UUID) -> Response | None:
    """Keep what was typed; behind the lock nothing is shown, and the lock comes first."""
    parts = installation()
    actor, now = signed_in(), parts.now()
    if is_locked():
        with suppress(GateClosed):  # the lock shut the gate; what was typed is kept all the same
            keep_links_form(parts.database, actor, str(patient_id), _typed().fields, now)
        return lock_first(_address(patient_id))
    keep_links_form(parts.database, actor, str(patient_id), _typed().fields, now)
    return None


def _refused(patient_id: UUID, typed: Typed, why: str) -> str:
    """The page again, with what was chosen for the proposal."""
    said = Refusal(
        resource=typed.one("resource"),
        other=typed.one("other"),
        kind=typed.one("kind"),
        words=why,
        confirmed=typed.one("shows") == "yes",
    )
    return _show(patient_id, refused=said)


def _show(patient_id: UUID, faulty: LinkForm | None = None, refused: Refusal | None = None) -> str:
    parts = installation()
    actor = signed_in()
    opened = read_family(parts.database, actor, str(patient_id), parts.knowledge, parts.now())
    form = faulty or LinkForm.of(opened.typed or {})
    return render_template(
        "family/family.html",
        page=family_page(opened, actor, parts.today(), _found(patient_id, form), refused),
        form=form,
        faulty=faulty is not None,
        banner=banner(opened.patient, parts.today()),
    )


def _found(patient_id: UUID, form: LinkForm) -> tuple[Patient, ...] | None:
    """Who fits what was typed; None where nothing was, or nothing that can be looked for."""
    parts = installation()
    if any(field.errors for field in (form.family, form.given, form.born, form.nhs_number)):
        return None
    try:
        sought = form.search()
    except ValueError:
        return None
    with suppress(Incomplete):
        return find_to_link(parts.database, signed_in(), str(patient_id), sought, parts.now())
    return None
