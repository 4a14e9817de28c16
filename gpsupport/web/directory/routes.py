"""Local help, with a patient behind the gate and without one."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, render_template, request

from gpsupport.actions.directory.listing import Sought, list_directory, list_general_help
from gpsupport.actions.local_help import read_local_help
from gpsupport.actions.needs import Looking
from gpsupport.domain.access import Permission
from gpsupport.serving.guards import needs, signed_in
from gpsupport.serving.wiring import installation
from gpsupport.web.directory.family_help import local_help_page
from gpsupport.web.directory.pages import directory_page, general_page
from gpsupport.web.directory.parts import Part
from gpsupport.web.frame import banner
from gpsupport.web.words import as_typed

directory = Blueprint("directory", __name__)

_LONGEST_NUMBER = 6


@directory.get("/directory")
@needs(Permission.SEE_LOCAL_HELP)
def general_help() -> str:
    """The help that anybody in the room may see: this page is one click from every other."""
    return _general(Sought(page=_number(request.args)))


@directory.post("/directory")
@needs(Permission.SEE_LOCAL_HELP)
def find_general_help() -> str:
    """What was found of it: a form and no address, so that no history of a browser keeps it."""
    return _general(_sought())


@directory.get("/directory/all")
@needs(Permission.SEE_LOCAL_HELP)
def whole_list() -> str:
    """Every option of the practice, a page at a time."""
    return _whole(Sought(page=_number(request.args)))


@directory.post("/directory/all")
@needs(Permission.SEE_LOCAL_HELP)
def find_in_list() -> str:
    """What was found of them."""
    return _whole(_sought())


@directory.get("/patients/<uuid:patient_id>/local-help")
@needs(Permission.CONSULT, Permission.SEE_LOCAL_HELP)
def for_patient(patient_id: UUID) -> str:
    """The options for one family, each with its reasons. Behind the gate.

    The address may name the referral that came back, and whose place another one takes.
    """
    return _for_family(patient_id, Looking(), Part(), request.args.get("continues", ""))


@directory.post("/patients/<uuid:patient_id>/local-help")
@needs(Permission.CONSULT, Permission.SEE_LOCAL_HELP)
def for_patient_said(patient_id: UUID) -> str:
    """The same for what was said of the family, or one part of it whole.

    A form and no address: where a family lives and what it needs stands in no browser's history.
    """
    said = request.form
    looking = Looking(area=said.get("area") or None, language=said.get("language") or None)
    part = Part.read(said.get("part", ""))
    return _for_family(patient_id, looking, part, said.get("continues", ""))


def _for_family(patient_id: UUID, looking: Looking, part: Part, continues: str) -> str:
    parts = installation()
    found = read_local_help(
        parts.database,
        signed_in(),
        str(patient_id),
        parts.now(),
        parts.knowledge,
        looking=looking,
    )
    return render_template(
        "directory/for_patient.html",
        page=local_help_page(found, parts.knowledge, part, continues),
        banner=banner(found.patient, parts.today()),
    )


def _general(sought: Sought) -> str:
    parts = installation()
    found = list_general_help(parts.database, signed_in(), parts.now(), sought)
    return render_template("directory/list.html", page=general_page(found, parts.today()))


def _whole(sought: Sought) -> str:
    parts = installation()
    found = list_directory(parts.database, signed_in(), parts.now(), sought)
    page = directory_page(found, parts.knowledge, parts.today())
    return render_template("directory/list.html", page=page)


def _sought() -> Sought:
    return Sought(as_typed(request.form.get("sought")), _number(request.form))


def _number(sent: Mapping[str, str]) -> int:
    """The page that was asked for; the first for anything that is no number."""
    page = sent.get("page", "")
    return int(page) if page.isascii() and page.isdigit() and len(page) < _LONGEST_NUMBER else 1
