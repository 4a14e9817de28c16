"""What an event means for everything else: who is asked, and what may be sent."""

from datetime import datetime, timedelta

from gpsupport.actions.days import london_day
from gpsupport.actions.errors import Refused
from gpsupport.domain.knowledge.content.life_events import LifeRules
from gpsupport.domain.life_events.cases import LifeCase, stops_letters
from gpsupport.domain.people import Actor
from gpsupport.domain.referral.following import Referral
from gpsupport.domain.reminders import Reminder, ReminderKind
from gpsupport.persistence.work import UnitOfWork


class NothingIsSent(Refused):
    """Nothing may be written in this patient's name for now."""

    def __init__(self) -> None:
        """Say nothing of what happened: the words may end up in a log."""
        super().__init__("Nothing is sent for this patient: see what changed in the record.")


def require_letters(
    work: UnitOfWork, actor: Actor, patient_id: str, referral: Referral | None = None
) -> None:
    """Raise NothingIsSent where what happened to the patient forbids letters and messages.

    What a referral on this record asks for somebody else, a child, goes on after a death.
    """
    about = referral is not None and bool(referral.begun.about or referral.begun.about_patient_id)
    if stops_letters(work.life_events.read_all(actor, patient_id), of_other=about):
        raise NothingIsSent


def settle(  # noqa: PLR0917 - of what, by which rules, for whom and when
    work: UnitOfWork,
    actor: Actor,
    case: LifeCase,
    rules: LifeRules | None,
    lead: str,
    now: datetime,
) -> None:
    """Remind the lead as long as an answer is owed, and no longer; judge whether asking is over.

    Without `rules` it is due at once.
    """
    patient_id = case.event.patient_id
    own = f"{_KEY}{case.event.id}:"
    key = f"{own}{case.state.value}"
    for one in work.reminders.read_open(actor, patient_id):
        if one.key.startswith(own) and not (case.open and one.key == key):
            work.reminders.mark_done(actor, one.id, one.version, now)
    if case.open:
        due = london_day(now) + timedelta(days=rules.within_days if rules else 0)
        made = Reminder("", patient_id, key, ReminderKind.LIFE_EVENT, due, owner=lead)
        work.reminders.add_new(actor, (made,))
    if case.stops_asking:
        work.standings.drop(actor, patient_id)


_KEY = "life-event:"
