"""Meetings about families: for the lead, when nobody else sees the screen."""

from dataclasses import replace
from uuid import UUID

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from gpsupport.actions.errors import Incomplete, NotFound
from gpsupport.actions.meetings.families import content_of
from gpsupport.actions.meetings.keeping import keep_typed
from gpsupport.actions.meetings.packing import PackNotReady, give_pack, read_pack
from gpsupport.actions.meetings.proposing import propose_agenda
from gpsupport.actions.meetings.reading import list_meetings, read_meeting
from gpsupport.actions.meetings.taking_part import keep_out, tell_apart
from gpsupport.actions.meetings.typed import TypedNote
from gpsupport.actions.meetings.writing import (
    MeetingClosed,
    StillOpen,
    begin_meeting,
    change_attendance,
    close_meeting,
    put_on_agenda,
)
from gpsupport.actions.referral.reading import rules_of
from gpsupport.domain.access import Permission
from gpsupport.domain.directory.hidden_places import TellsAddress
from gpsupport.domain.people import PatientSearch
from gpsupport.serving.guards import lock_first, needs, signed_in
from gpsupport.serving.sessions import is_locked
from gpsupport.serving.wiring import installation
from gpsupport.web.meetings.agenda import AgendaTyped, agenda_page, read_agenda
from gpsupport.web.meetings.forms import AttendeeForm, MeetingForm
from gpsupport.web.meetings.noting import NO_ADDRESS, keep_note, unsaved_at
from gpsupport.web.meetings.pages import (
    meeting_lines,
    meeting_page,
    pack_page,
)
from gpsupport.web.patients.forms import FindPatientForm

meetings = Blueprint("meetings", __name__, url_prefix="/meetings")

Answer = str | Response | tuple[str, int]

_LONG = 9


@meetings.get("")
@needs(Permission.SEE_WORK_LISTS)
def list_all() -> Answer:
    """The meetings, the last day first."""
    parts = installation()
    found = list_meetings(parts.database, signed_in(), parts.knowledge, parts.now())
    lines = meeting_lines(found, content_of(parts.knowledge))
    return render_template("meetings/list.html", lines=lines)


@meetings.get("/new")
@needs(Permission.SEE_WORK_LISTS)
def new() -> Answer:
    """The empty form."""
    form = MeetingForm(data={"chair": signed_in().name})
    return _new(form)


@meetings.post("/new")
@needs(Permission.SEE_WORK_LISTS)
def begin() -> Answer:
    """Begin a meeting."""
    parts = installation()
    content = content_of(parts.knowledge)
    form = MeetingForm(request.form).offer(content)
    if not form.is_whole() or form.on.data is None:
        return _new(form), 422
    made = begin_meeting(
        parts.database,
        signed_in(),
        form.on.data,
        form.kind.data or "",
        form.chair.data or "",
        content,
        parts.now(),
    )
    return redirect(f"/meetings/{made.id}/agenda", 303)


@meetings.get("/<uuid:meeting_id>")
@needs(Permission.SEE_WORK_LISTS)
def show(meeting_id: UUID) -> Answer:
    """One meeting with its families."""
    return _show(meeting_id)


@meetings.post("/<uuid:meeting_id>/print")
@needs(Permission.SEE_WORK_LISTS)
def print_agenda(meeting_id: UUID) -> Answer:
    """The agenda on paper: for whoever leads the meeting."""
    return _show(meeting_id, "meetings/paper.html")


@meetings.post("/<uuid:meeting_id>/who")
@needs(Permission.SEE_WORK_LISTS)
def ask_to_come(meeting_id: UUID) -> Answer:
    """Ask somebody to come, or note that somebody does not."""
    parts = installation()
    opened = read_meeting(
        parts.database, signed_in(), str(meeting_id), parts.knowledge, parts.now()
    )
    form = AttendeeForm(request.form).offer(content_of(parts.knowledge), opened.staff)
    leaving = request.form.get("leaving", "")
    known = {one.id: one for one in opened.meeting.coming}
    if leaving:
        someone = known.get(leaving)
        if someone is None:
            raise NotFound
        someone = replace(someone, left=True)
    else:
        someone = form.attendee(opened.staff)
    try:
        if not leaving and not form.validate():
            raise Incomplete(())
        change_attendance(parts.database, signed_in(), str(meeting_id), someone, parts.now())
    except Incomplete as missing:
        form.complain(missing.fields)
        return _show(meeting_id, attendee=form), 422
    return redirect(f"/meetings/{meeting_id}#who", 303)


@meetings.get("/<uuid:meeting_id>/agenda")
@needs(Permission.SEE_WORK_LISTS)
def agenda(meeting_id: UUID) -> Answer:
    """Who could be heard, so many at a time."""
    page = max(_number(request.args.get("page", ""), 1), 1)
    return _agenda(meeting_id, FindPatientForm(), page=page)


@meetings.post("/<uuid:meeting_id>/find")
@needs(Permission.SEE_WORK_LISTS)
def find(meeting_id: UUID) -> Answer:
    """Look for a family that nothing proposes."""
    form = FindPatientForm(request.form)
    if not form.validate():
        return _agenda(meeting_id, form), 422
    if form.search().empty:
        form.refuse_as_empty()
        return _agenda(meeting_id, form), 422
    return _agenda(meeting_id, form, form.search())


@meetings.post("/<uuid:meeting_id>/agenda")
@needs(Permission.SEE_WORK_LISTS, keeps_typed=True)
def put(meeting_id: UUID) -> Answer:
    """Put those that were ticked on the agenda."""
    parts, page = installation(), f"/meetings/{meeting_id}"
    sent, whose = read_agenda(request.form), (parts.database, signed_in(), str(meeting_id))
    faults = sent.faults()
    try:
        if not faults:
            put_on_agenda(*whose, sent.asked, content_of(parts.knowledge), parts.now())
            return lock_first(page) if is_locked() else redirect(page, 303)
    except TellsAddress as told:
        faults = dict.fromkeys(told.families, NO_ADDRESS)
    except MeetingClosed:
        faults = {}
    keep_typed(*whose, sent.typed(), parts.now())
    if is_locked():
        return lock_first(f"{page}/agenda")
    if not faults:
        return redirect(page, 303)
    return _agenda(meeting_id, FindPatientForm(), typed=sent.shown(faults)), 422


@meetings.post("/<uuid:meeting_id>/notes")
@needs(Permission.SEE_WORK_LISTS, keeps_typed=True)
def write(meeting_id: UUID) -> Answer:
    """Keep what was noted about one family."""
    page = f"/meetings/{meeting_id}"
    unsaved = keep_note(str(meeting_id))
    if is_locked():
        return lock_first(page)
    if unsaved is not None:
        return _show(meeting_id, unsaved=unsaved), 422
    return redirect(f"{page}#family-{request.form.get('patient', '')}", 303)


@meetings.post("/<uuid:meeting_id>/out")
@needs(Permission.SEE_WORK_LISTS)
def leave_out(meeting_id: UUID) -> Answer:
    """Say who has a part in a case, or that somebody only has the name of one who has."""
    parts = installation()
    patient_id = request.form.get("patient", "")
    out = request.form.getlist("out")
    seen = request.form.get("seen", "")
    somebody = request.form.get("apart", "")
    whose = (parts.database, signed_in(), str(meeting_id), patient_id)
    if somebody:
        tell_apart(*whose, somebody, seen, parts.now())
    else:
        keep_out(*whose, out, seen, parts.now())
    return redirect(f"/meetings/{meeting_id}#family-{patient_id}", 303)


@meetings.post("/<uuid:meeting_id>/close")
@needs(Permission.SEE_WORK_LISTS)
def close(meeting_id: UUID) -> Answer:
    """Close the meeting, unless an action has no owner."""
    parts = installation()
    version = _number(request.form.get("version", ""), -1)
    try:
        close_meeting(parts.database, signed_in(), str(meeting_id), version, parts.now())
    except StillOpen:
        return _show(meeting_id, refused="The meeting was not closed."), 422
    return redirect(f"/meetings/{meeting_id}", 303)


@meetings.get("/<uuid:meeting_id>/pack/<recipient>")
@needs(Permission.SEE_WORK_LISTS)
def pack(meeting_id: UUID, recipient: str) -> Answer:
    """What one recipient is given. On paper only once it is logged."""
    return _pack(meeting_id, recipient)


@meetings.post("/<uuid:meeting_id>/pack/<recipient>")
@needs(Permission.SEE_WORK_LISTS)
def give(meeting_id: UUID, recipient: str) -> Answer:
    """Log that it is given."""
    parts = installation()
    whose = (parts.database, signed_in(), str(meeting_id))
    try:
        give_pack(*whose, recipient, parts.knowledge, parts.now())
    except PackNotReady:
        return _pack(meeting_id, recipient), 422
    return redirect(f"/meetings/{meeting_id}/pack/{recipient}", 303)


def _number(said: str, otherwise: int) -> int:
    """A short number as it was sent."""
    return int(said) if said.isascii() and said.isdigit() and len(said) < _LONG else otherwise


def _new(form: MeetingForm) -> str:
    content = content_of(installation().knowledge)
    return render_template(
        "meetings/new.html", form=form.offer(content), faulty=request.method == "POST"
    )


def _show(
    meeting_id: UUID,
    template: str = "meetings/meeting.html",
    *,
    attendee: AttendeeForm | None = None,
    unsaved: TypedNote | None = None,
    refused: str = "",
) -> str:
    parts = installation()
    content = content_of(parts.knowledge)
    opened = read_meeting(
        parts.database, signed_in(), str(meeting_id), parts.knowledge, parts.now()
    )
    form = attendee or AttendeeForm().offer(content, opened.staff)
    page = meeting_page(opened, content, form, unsaved_at(opened, unsaved), refused)
    return render_template(template, page=page, faulty=bool(page.faulty or page.refused))


def _agenda(
    meeting_id: UUID,
    form: FindPatientForm,
    sought: PatientSearch | None = None,
    *,
    typed: AgendaTyped | None = None,
    page: int = 1,
) -> str:
    parts, shown = installation(), typed or AgendaTyped()
    found = propose_agenda(
        parts.database,
        signed_in(),
        str(meeting_id),
        parts.knowledge,
        parts.now(),
        sought,
        (*shown.ticked, *shown.words),
        page,
    )
    content, rules = content_of(parts.knowledge), rules_of(parts.knowledge)
    lines = agenda_page(found, content, rules, parts.today(), shown)
    wrong = any(field.errors for field in form)
    return render_template(
        "meetings/agenda.html", page=lines, form=form, faulty=wrong or lines.faulty, wrong=wrong
    )


def _pack(meeting_id: UUID, recipient: str) -> str:
    parts = installation()
    opened = read_pack(
        parts.database, signed_in(), str(meeting_id), recipient, parts.knowledge, parts.now()
    )
    page = pack_page(opened, content_of(parts.knowledge), parts.today())
    return render_template("meetings/pack.html", page=page)
