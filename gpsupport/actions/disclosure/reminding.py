"""Reminders of what is to be done on the day of a telling, kept true to what was noted."""

from datetime import datetime

from gpsupport.actions.days import london_day
from gpsupport.actions.disclosure.telling import area_of
from gpsupport.domain.disclosure.asking import Whom
from gpsupport.domain.disclosure.disclosure import Disclosure
from gpsupport.domain.disclosure.due_actions import actions_due, changes
from gpsupport.domain.disclosure.following import following
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Actor, Patient
from gpsupport.persistence.work import UnitOfWork


class _Nobody:
    """Leaves the words of the content as they are: names are put in when they are read."""

    def put_into(self, text: str) -> str:
        return text


def remind_of_actions(  # noqa: PLR0917 - what was saved, of whom, by whom and when
    work: UnitOfWork,
    actor: Actor,
    saved: Disclosure,
    patient: Patient,
    knowledge: Knowledge,
    now: datetime,
) -> None:
    """Remind of every action that is urgent or due on the day, and of none that lost its reason."""
    today = london_day(now)
    whom = Whom.of(patient, today)
    found = following(saved, knowledge, area_of(knowledge), _Nobody(), today, whom)
    wanted = actions_due(found, patient.id, saved.consultation_id, actor.name, today)
    known = work.reminders.read_all(actor, patient.id)
    change = changes(known, wanted, saved.consultation_id)
    for one in change.over:
        work.reminders.take_back(actor, one.id, one.version, now)
    for one in change.again:
        work.reminders.open_again(actor, one.id, one.version)
    work.reminders.add_new(actor, change.new)
