"""Where a patient is to be found. Behind the gate; in full only in the answer to a form."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template, request

from gpsupport.actions.contact import ContactDetailsSeen, reveal_address, see_contact_details
from gpsupport.actions.disclosure import read_contact
from gpsupport.domain.access import Permission
from gpsupport.serving.guards import signed_in
from gpsupport.serving.marks import needs
from gpsupport.serving.wiring import installation
from gpsupport.web.disclosure.contact_page import safe_way_card
from gpsupport.web.frame import banner
from gpsupport.web.patients.contact_forms import RevealForm
from gpsupport.web.patients.contact_pages import contact_page

contact = Blueprint("contact", __name__, url_prefix="/patients/<uuid:patient_id>/contact")


@contact.get("")
@needs(Permission.CONSULT)
def details(patient_id: UUID) -> str:
    """Towns and the ends of numbers, and the form that asks for more."""
    parts = installation()
    seen = see_contact_details(parts.database, signed_in(), str(patient_id), parts.now())
    return _show(seen, RevealForm())


@contact.post("")
@needs(Permission.CONSULT, Permission.REVEAL_ADDRESS, confirmed=True)
def reveal(patient_id: UUID) -> str | tuple[str, int]:
    """Everything that the reason needs, in this one answer and at no address of its own."""
    parts = installation()
    form = RevealForm(request.form)
    if not form.validate():
        seen = see_contact_details(parts.database, signed_in(), str(patient_id), parts.now())
        return _show(seen, form, faulty=True), 422
    revealed = reveal_address(
        parts.database, signed_in(), str(patient_id), form.answer(), parts.now()
    )
    return _show(revealed, form)


def _show(seen: ContactDetailsSeen, form: RevealForm, *, faulty: bool = False) -> str:
    parts = installation()
    patient_id = seen.patient.id
    agreed = read_contact(parts.database, signed_in(), patient_id, parts.now())
    return render_template(
        "patients/contact.html",
        page=contact_page(seen),
        form=form,
        faulty=faulty,
        safe_way=safe_way_card(patient_id, agreed, parts.today()),
        banner=banner(seen.patient, parts.today()),
    )
