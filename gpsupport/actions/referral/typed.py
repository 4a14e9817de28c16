"""What was typed into the forms of referrals and not saved: each under a name of its own.

A step is kept under its referral, a new one under the name that its page has, so that two windows
never take each other's words.
"""

from datetime import datetime

from gpsupport.actions.consultation.current import (
    ensure_open,
    require_history,
    require_patient,
)
from gpsupport.actions.kept_together import Fields, put_in, take_out
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.consultation import FormName
from gpsupport.domain.events import Event
from gpsupport.domain.people import Actor
from gpsupport.persistence.work import Database, UnitOfWork


def keep_referral_form(  # noqa: PLR0917 - whose form, which one, what stands in it, and when
    database: Database,
    actor: Actor,
    patient_id: str,
    form: FormName,
    name: str,
    fields: Fields,
    now: datetime,
) -> None:
    """Keep the fields of one form as typed so far, for 24 hours, beside those of other referrals.

    With a shut gate they are kept too, and then GateClosed is raised. Raises Denied, NotFound.
    """
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.SAVE_DRAFT)) as work:
        require_patient(work, actor, patient_id)
        consultation = ensure_open(work, actor, patient_id, now)
        kept = work.forms.find(actor, consultation.id, form, now)
        work.forms.save(actor, consultation.id, form, put_in(kept, name, fields, now), now)
    require_history(consultation, now)


def forget_typed(  # noqa: PLR0917 - of which consultation, which form, and when
    work: UnitOfWork,
    actor: Actor,
    consultation_id: str,
    form: FormName,
    name: str,
    now: datetime,
) -> None:
    """Forget what was typed into one form, for it is saved; that of other referrals stays."""
    kept = work.forms.find(actor, consultation_id, form, now)
    rest = take_out(kept, name, now)
    if not rest:
        work.forms.drop(actor, consultation_id, form)
    elif rest != kept:
        work.forms.save(actor, consultation_id, form, rest, now)
