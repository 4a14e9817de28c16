"""The plan of a family: three tracks side by side, and everything that is open on the record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from gpsupport.actions.consultation.current import (
    ensure_open,
    name_of_lead,
    require_gate_without_company,
    require_history,
    require_patient,
    require_picture,
)
from gpsupport.actions.days import london_day
from gpsupport.actions.disclosure.noted import AfterTelling, read_after_telling
from gpsupport.actions.errors import NotFound
from gpsupport.actions.forms import Fields, SavedSince, keep_form
from gpsupport.actions.referral.reminding import settle
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.consultation import Consultation, FormName
from gpsupport.domain.events import Event
from gpsupport.domain.family.open_actions import OpenAction, open_actions
from gpsupport.domain.family.track_reminders import is_of_tracks, reminders_of_tracks
from gpsupport.domain.family.tracks import TrackFault, TrackKind, TracksPlan, faults_of
from gpsupport.domain.family.waits import wanting_another
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.knowledge.content.tracks import TrackRules
from gpsupport.domain.people import Actor, Patient
from gpsupport.domain.referral.following import Referral
from gpsupport.domain.referral.unmet import UnmetNeed
from gpsupport.persistence.work import Database, StaleRow, UnitOfWork


class PlanWanting(Exception):
    """A version cannot be saved like this: `faults` say why. What was typed is kept."""

    def __init__(self, faults: tuple[TrackFault, ...]) -> None:
        """Name the faults alone: what was typed would end up in a log."""
        super().__init__(", ".join(f"{one.kind.value}: {one.part.value}" for one in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class FamilyPlan:
    """What is planned for a family on one record, and what of everything there is still open.

    `versions` are the oldest first; the last one counts. `referrals` are those not over. Those in
    a group of `wanting` came back because another service is to come first. `staff` are the names
    of everybody who may be given something to do. `after` is what was noted after the newest
    telling, None where nobody told. `typed` is None when nothing is unsaved.
    """

    patient: Patient
    consultation: Consultation
    versions: tuple[TracksPlan, ...]
    actions: tuple[OpenAction, ...]
    referrals: tuple[Referral, ...]
    wanting: tuple[tuple[Referral, ...], ...]
    unmet: tuple[UnmetNeed, ...]
    staff: tuple[str, ...]
    lead_name: str
    after: AfterTelling | None
    typed: Mapping[str, list[str]] | None

    @property
    def plan(self) -> TracksPlan | None:
        """The version that counts; None before the first."""
        return self.versions[-1] if self.versions else None


def tracks_of(knowledge: Knowledge) -> TrackRules:
    """What a family needs side by side. Raises NotFound for content that says nothing of it."""
    if knowledge.tracks is None:
        raise NotFound
    return knowledge.tracks


def read_family_plan(
    database: Database, actor: Actor, patient_id: str, now: datetime
) -> FamilyPlan:
    """What stands on this one record and on no other. Raises Denied, NotFound, GateClosed."""
    occasion = Occasion(actor, Permission.CONSULT, now, Event.READ_FAMILY_PLAN)
    with database.writing(occasion) as work:
        consultation = require_gate_without_company(work, actor, patient_id, now)
        versions = work.tracks.read_all(actor, patient_id)
        referrals = work.referrals.read_all(actor, patient_id)
        staff = work.staff.list_all(actor)
        picture = require_picture(work, actor, patient_id)
        return FamilyPlan(
            patient=picture.patient,
            consultation=consultation,
            versions=versions,
            actions=open_actions(
                work.reminders.read_open(actor, patient_id), versions[-1] if versions else None
            ),
            referrals=tuple(one for one in referrals if not one.state.over),
            wanting=wanting_another(referrals),
            unmet=tuple(
                one for one in work.unmet.read_all(actor, patient_id) if one.met_on is None
            ),
            staff=tuple(one.name for one in staff if not one.disabled),
            lead_name=name_of_lead(staff),
            after=read_after_telling(work, actor, picture, now),
            typed=work.forms.find(actor, consultation.id, FormName.TRACKS, now),
        )


def save_tracks(  # noqa: PLR0917 - each is what the page sends or the clock says
    database: Database,
    actor: Actor,
    made: TracksPlan,
    seen: int,
    typed: Fields,
    knowledge: Knowledge,
    now: datetime,
) -> TracksPlan:
    """Save a version as the actor's of now, and forget what was typed.

    `seen` is how many versions the page knew; saying the same twice is one version. With a shut
    gate, with something wanting, or where another version was saved since, nothing is saved, what
    was `typed` is kept, and GateClosed, PlanWanting or SavedSince is raised. Raises Denied,
    NotFound too.
    """
    faults = faults_of(made, _parallel(made, tracks_of(knowledge)), london_day(now))
    occasion = Occasion(actor, Permission.CONSULT, now, Event.CHANGE_FAMILY_PLAN)
    saved = None
    try:
        with database.writing(occasion) as work:
            require_patient(work, actor, made.patient_id)
            consultation = ensure_open(work, actor, made.patient_id, now)
            if consultation.history_open(now) and not faults:
                saved = _save(work, actor, made, seen, now)
            if saved is None:
                work.forms.save(actor, consultation.id, FormName.TRACKS, typed, now)
            else:
                work.forms.drop(actor, consultation.id, FormName.TRACKS)
    except StaleRow:
        # Another window was faster by so little that only the database saw it.
        keep_form(database, actor, made.patient_id, FormName.TRACKS, typed, now)
        raise SavedSince from None
    if saved is not None:
        return saved
    require_history(consultation, now)
    if faults:
        raise PlanWanting(faults)
    raise SavedSince


def give_action(  # noqa: PLR0917 - each is what the page sends or the clock says
    database: Database,
    actor: Actor,
    patient_id: str,
    reminder_id: str,
    version: int,
    owner: str,
    now: datetime,
) -> None:
    """Say who of the staff does what nobody has. What somebody has by now stays with them.

    A name that is not of the staff, and what is not open on this record, change nothing. Raises
    Denied, NotFound, GateClosed.
    """
    occasion = Occasion(actor, Permission.CONSULT, now, Event.CHANGE_FAMILY_PLAN)
    try:
        with database.writing(occasion) as work:
            require_gate_without_company(work, actor, patient_id, now)
            staff = {one.name for one in work.staff.list_all(actor) if not one.disabled}
            here = {one.id for one in work.reminders.read_open(actor, patient_id)}
            if owner in staff and reminder_id in here:
                work.reminders.give_owner(actor, reminder_id, version, owner)
    except StaleRow:
        # Another window was first: the page shows who has it.
        return


def _parallel(made: TracksPlan, rules: TrackRules) -> list[tuple[TrackKind, ...]]:
    return [one.parallel for one in rules.barriers if one.id in made.barriers]


def _save(
    work: UnitOfWork, actor: Actor, made: TracksPlan, seen: int, now: datetime
) -> TracksPlan | None:
    """The version that counts now; None where somebody else saved another one since."""
    versions = work.tracks.read_all(actor, made.patient_id)
    if versions and versions[-1].says_the_same(made):
        # A button pressed twice is one version.
        return versions[-1]
    if len(versions) != seen:
        return None
    saved = work.tracks.add(actor, made, expected=seen)
    known = [one for one in work.reminders.read_all(actor, made.patient_id) if is_of_tracks(one)]
    lead = name_of_lead(work.staff.list_all(actor))
    today = london_day(now)
    wanted = reminders_of_tracks(saved, known, lead, today)
    # Whoever saves a version has done what was due; what was to come has lost its reason.
    due = [one for one in known if one.due_on <= today]
    later = [one for one in known if one.due_on > today]
    settle(work, actor, due, wanted, now, taken_back=False)
    settle(work, actor, later, wanted, now, taken_back=True)
    return saved
