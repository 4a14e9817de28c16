"""A new referral: chosen, checked whether it is ready, agreed; or kept as a need nobody meets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from secrets import token_hex
from urllib.parse import urlencode
from uuid import UUID

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from gpsupport.actions.errors import GateClosed
from gpsupport.actions.referral import (
    CannotBeWritten,
    Followed,
    Wants,
    begin_referral,
    keep_referral_form,
    note_expected_refusal,
    read_referrals,
    rules_of,
)
from gpsupport.domain.access import Permission
from gpsupport.domain.consultation import FormName
from gpsupport.domain.referral.following import Fault
from gpsupport.serving.guards import lock_first, needs, signed_in
from gpsupport.serving.sessions import is_locked
from gpsupport.serving.wiring import installation
from gpsupport.web.disclosure.typed import Typed, typed_in
from gpsupport.web.frame import banner
from gpsupport.web.referrals.blueprint import referrals
from gpsupport.web.referrals.boxes import NOT_AGREED
from gpsupport.web.referrals.new_form import (
    NewForm,
    belongs_to,
    complain,
    new_form,
    place_of,
    refusal_in,
    wanted_in,
)
from gpsupport.web.referrals.new_pages import KEPT, new_page

Answer = str | Response | tuple[str, int]
_NAMED = ("option", "about", "continues")
# Words of ours in the form, which nobody typed.
_OURS = frozenset({"do", "people", KEPT})
_TOKEN, _LONGEST_NAME, _UNNAMED = 8, 16, "0"
_LOOK, _REFUSED = "look", "refused"


@referrals.get("/patients/<uuid:patient_id>/referrals/new")
@needs(Permission.CONSULT)
def new(patient_id: UUID) -> str:
    """What was typed before, with the service and the person that the address names."""
    found = _read(patient_id)
    named = _named(found)
    name = _kept_as(found, named)
    form = _form(found, {**found.typed.get(name, {}), **named})
    return _show(found, form, name or token_hex(_TOKEN))


@referrals.post("/patients/<uuid:patient_id>/referrals/new")
@needs(Permission.CONSULT, keeps_typed=True)
def begin(patient_id: UUID) -> Answer:
    """Begin it, keep the need that nobody meets, or show what the service wants."""
    parts = installation()
    here = f"/patients/{patient_id}/referrals"
    typed = typed_in(request.form.to_dict(flat=False))
    name = _name_in(typed)
    again = f"{here}/new?{urlencode({KEPT: name})}"
    if is_locked():
        with suppress(GateClosed):  # the lock shut the gate; what was typed is kept all the same
            _keep(patient_id, name, typed)
        return lock_first(again)
    _keep(patient_id, name, typed)
    if typed.one("do") == _LOOK:
        return redirect(f"{again}#ready", 303)
    found = _read(patient_id)
    form = _form(found, typed.fields)
    known = (parts.database, signed_in(), str(patient_id))
    try:
        if typed.one("do") == _REFUSED:
            kept = refusal_in(form)
            if kept is not None:
                note_expected_refusal(*known, kept, parts.knowledge, parts.now(), name)
                return redirect(f"{here}#unmet", 303)
        else:
            wanted = wanted_in(form, parts.today())
            if wanted is not None:
                made = begin_referral(*known, wanted, parts.knowledge, parts.now(), name)
                return redirect(f"{here}/{made.begun.id}", 303)
    except Wants as wanting:
        complain(form, wanting.wants)
    except CannotBeWritten as refused:
        if refused.faults != (Fault.NO_CONSENT,):
            raise
        form.consent.errors = [NOT_AGREED]
    return _show(found, form, name, faulty=True), 422


def _name_in(typed: Typed) -> str:
    """The name that the page had for what was typed; one of ours for what is no such name."""
    said = typed.one(KEPT)
    return said if said.isalnum() and len(said) <= _LONGEST_NAME else _UNNAMED


def _kept_as(found: Followed, named: Mapping[str, Sequence[str]]) -> str:
    """The name of what was typed of the referral that is asked for; empty where nothing was."""
    asked = request.args.get(KEPT)
    if asked is not None:
        return asked if asked in found.typed else ""
    fitting = [name for name, typed in found.typed.items() if belongs_to(typed, named)]
    return fitting[-1] if fitting else ""


def _named(found: Followed) -> dict[str, list[str]]:
    """What the address names. Of somebody else than the earlier one it is a referral of its own."""
    named = {name: [said] for name in _NAMED if (said := request.args.get(name))}
    older = found.find(request.args.get("continues", ""))
    about = request.args.get("about", "")
    if older is None or (about and about != str(place_of(older, found))):
        named.pop("continues", None)
    return named


def _read(patient_id: UUID) -> Followed:
    parts = installation()
    return read_referrals(
        parts.database,
        signed_in(),
        str(patient_id),
        parts.knowledge,
        parts.now(),
        choosing=True,
    )


def _form(found: Followed, fields: Mapping[str, Sequence[str]]) -> NewForm:
    parts = installation()
    return new_form(fields, found, parts.knowledge, rules_of(parts.knowledge), parts.today())


def _keep(patient_id: UUID, name: str, typed: Typed) -> None:
    parts = installation()
    fields = {name: said for name, said in typed.fields.items() if name not in _OURS}
    known = (parts.database, signed_in(), str(patient_id), FormName.REFERRAL)
    keep_referral_form(*known, name, fields, parts.now())


def _show(found: Followed, form: NewForm, name: str, *, faulty: bool = False) -> str:
    parts = installation()
    return render_template(
        "referrals/new.html",
        page=new_page(found, form, rules_of(parts.knowledge), parts.today(), name),
        form=form,
        faulty=faulty,
        banner=banner(found.patient, parts.today()),
    )
