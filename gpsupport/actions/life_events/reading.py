"""What changed in a record, and what came of it for this patient."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from gpsupport.actions.consultation.current import require_gate_without_company, require_patient
from gpsupport.actions.life_events.things import names_of_links
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.consultation import Consultation, FormName
from gpsupport.domain.events import Event
from gpsupport.domain.life_events.cases import LifeCase, LifeStep
from gpsupport.domain.life_events.kinds import Thing
from gpsupport.domain.people import Actor, Patient
from gpsupport.persistence.work import Database


@dataclass(frozen=True, slots=True)
class Changes:
    """The events of one patient as one clinician sees them, and what others' brought here.

    `seen` holds how many steps each event has, by its id: more than are shown where a link leads
    to somebody hidden. `typed` is None when nothing was typed and not yet saved.
    """

    patient: Patient
    consultation: Consultation
    cases: tuple[LifeCase, ...]
    beside: tuple[LifeStep, ...]
    seen: Mapping[str, int]
    typed: Mapping[str, list[str]] | None


def read_changes(database: Database, actor: Actor, patient_id: str, now: datetime) -> Changes:
    """What changed. Raises Denied, NotFound, GateClosed."""
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.READ_CHANGES)) as work:
        consultation = require_gate_without_company(work, actor, patient_id, now)
        cases = work.life_events.read_all(actor, patient_id)
        names = names_of_links(work, actor, patient_id)
        return Changes(
            patient=require_patient(work, actor, patient_id),
            consultation=consultation,
            cases=tuple(replace(one, steps=_shown(one, names)) for one in cases),
            beside=work.life_events.read_beside(actor, patient_id),
            seen={one.event.id: len(one.steps) for one in cases},
            typed=work.forms.find(actor, consultation.id, FormName.LIFE_EVENT, now),
        )


def _shown(case: LifeCase, names: Mapping[str, str]) -> tuple[LifeStep, ...]:
    """The steps of this patient's own timeline, without a link to somebody hidden."""
    own = [one for one in case.steps if one.patient_id == case.event.patient_id]
    return tuple(
        replace(one, what=names[one.thing_id]) if one.thing_id in names else one
        for one in own
        if one.thing is not Thing.LINK or not one.thing_id or one.thing_id in names
    )
