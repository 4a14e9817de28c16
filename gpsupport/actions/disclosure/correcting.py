"""What a telling leaves to do, when the answer itself is corrected."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from gpsupport.actions.disclosure.reminding import remind_of_actions
from gpsupport.domain.consultation import Consultation
from gpsupport.domain.disclosure.disclosure import Disclosure
from gpsupport.domain.disclosure.due_actions import of_telling, plan_key
from gpsupport.domain.enquiry import Enquiry
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Actor, Patient
from gpsupport.domain.reminders import Reminder, ReminderKind
from gpsupport.persistence.work import UnitOfWork


def follow_correction(  # noqa: PLR0917 - what was corrected into what, of whom, by whom and when
    work: UnitOfWork,
    actor: Actor,
    consultation: Consultation,
    before: Enquiry | None,
    after: Enquiry | None,
    patient: Patient,
    knowledge: Knowledge,
    now: datetime,
) -> None:
    """Take back what was left to do when the patient did not tell after all, or bring it back.

    `before` and `after` are the answers of the consultation. What somebody did stays done. What
    keeps entries out of sight and what confirms a safe way stays: the entries and the way do.
    """
    told = after is not None and after.outcome.told
    if before is None or before.outcome.told is told:
        return
    noted = work.disclosures.find_of(actor, consultation.id)
    if noted is None:
        return
    earlier = work.disclosures.read_replaced(actor, patient.id)
    papers = {noted.id}
    papers |= {
        one.disclosure.id for one in earlier if one.disclosure.consultation_id == consultation.id
    }
    known = of_telling(work.reminders.read_all(actor, patient.id), consultation.id, papers)
    if not told:
        for one in known:
            if one.open:
                work.reminders.take_back(actor, one.id, one.version, now)
        return
    remind_of_actions(work, actor, noted, patient, knowledge, now)
    for one in _plans_again(known, noted):
        work.reminders.open_again(actor, one.id, one.version)


def _plans_again(known: tuple[Reminder, ...], noted: Disclosure) -> Iterator[Reminder]:
    """Those of children's plans that still stand, each once; actions were weighed by themselves."""
    plans = [one for one in known if one.kind is ReminderKind.CHILD_PLAN]
    wanting = Counter(
        (child.name, child.owner, child.by) for child in noted.children if child.plan is not None
    )
    wanting.subtract((one.about, one.owner, one.due_on) for one in plans if not one.taken_back)
    # Of two versions of a plan the one that was saved last is opened.
    for one in sorted(plans, key=lambda each: not each.key.startswith(plan_key(noted.id))):
        said = one.about, one.owner, one.due_on
        if one.taken_back and wanting[said] > 0:
            wanting[said] -= 1
            yield one
