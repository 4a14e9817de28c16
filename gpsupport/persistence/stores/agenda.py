"""Of whom a meeting may have to hear: found by the days alone, before anything is unsealed."""

from datetime import date, datetime

from sqlalchemy import select, union

from gpsupport.domain.access import Kind
from gpsupport.domain.people import Actor
from gpsupport.persistence.rows import PaperRow, ReferralStandingRow, ReminderRow
from gpsupport.persistence.stores.base import Store

_DISCLOSURE = "disclosure"


class AgendaStore(Store):
    """The patients of the actor's practice whose records an agenda is made from."""

    kind = Kind.CLINICAL

    def list_patients(self, actor: Actor, due_by: date, told_since: datetime) -> tuple[str, ...]:
        """Every patient with an open referral, with something due by a day, or who told since.

        `told_since` is an instant in UTC; what was corrected since counts too. Whom the policy
        hides from this actor is left out without a word.
        """
        practice, hidden = self._practice(actor), self._scope.hidden(actor, self.kind)
        referral, reminder, paper = ReferralStandingRow, ReminderRow, PaperRow
        # A union has each patient once.
        found = union(
            select(referral.patient_id).where(
                referral.practice_id == practice, referral.ended.is_(False)
            ),
            select(reminder.patient_id).where(
                reminder.practice_id == practice,
                reminder.done_at.is_(None),
                reminder.due_on <= due_by,
            ),
            select(paper.patient_id).where(
                paper.practice_id == practice, paper.kind == _DISCLOSURE, paper.at >= told_since
            ),
        )
        return tuple(one for one in sorted(self._session.scalars(found)) if one not in hidden)
