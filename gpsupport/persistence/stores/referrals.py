"""Referrals and what happened to them: written once, and followed from there."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased

from gpsupport.domain.access import Denied, Kind
from gpsupport.domain.directory.option import OptionKind
from gpsupport.domain.people import Actor
from gpsupport.domain.referral.chains import with_record
from gpsupport.domain.referral.events import BegunReferral, ReferralEvent
from gpsupport.domain.referral.following import Referral, follow
from gpsupport.domain.referral.states import ReferralState
from gpsupport.persistence.plain import read_back, written
from gpsupport.persistence.rows import (
    ReferralEventRow,
    ReferralOptionRow,
    ReferralRow,
    ReferralStandingRow,
)
from gpsupport.persistence.stores.base import StaleRow, Store, in_parts, may_be_id, new_id
from gpsupport.persistence.stores.links import LinkStore

_BODY = ("referral", "body_sealed")
_EVENT_BODY = ("referral_event", "body_sealed")
_NEVER = date.max
_URN = "urn:uuid:"


class ReferralStore(Store):
    """The referrals on records of the actor's practice. Nothing of them is changed or removed.

    A referral belongs to the record that it was made on, whomever it is about: on the record of
    that person it is not found.
    """

    kind = Kind.CLINICAL

    def begin(
        self, actor: Actor, made: BegunReferral, *, next_due_on: date | None = None
    ) -> BegunReferral:
        """Keep a referral under a new id; as yet it is a draft.

        `next_due_on` is the day by which it has to move on, None where it may stay. Raises Denied,
        also where the directory has no option of its id; an empty one is help that the directory
        does not list.
        """
        practice = self._must(actor, made.patient_id)
        if made.option_id and not self._lists(actor, made.option_id):
            raise Denied(self.kind.value)
        begun = replace(made, id=new_id())
        row = {
            "practice_id": practice,
            "id": begun.id,
            "patient_id": begun.patient_id,
            "option_id": begun.option_id or None,
            "begun_at": begun.begun_at,
            "body_sealed": self._sealer.seal(written(begun), *_BODY, begun.id, practice),
        }
        self._insert(ReferralRow, [row])
        self._stand(actor, follow(begun, ()), next_due_on)
        return begun

    def add_event(
        self,
        actor: Actor,
        patient_id: str,
        referral_id: str,
        event: ReferralEvent,
        *,
        expected: int,
        next_due_on: date | None,
    ) -> ReferralEvent:
        """Keep what happened to a patient's referral under a new id.

        `expected` is how many events the writer had seen; `next_due_on` the day by which somebody
        here has to do something about the referral after this one, None when nobody has. Raises
        Denied, also for an event that replaces one which the referral has not got, and StaleRow
        where somebody else wrote something meanwhile.
        """
        practice = self._must(actor, patient_id)
        own = (ReferralRow.patient_id == patient_id, ReferralRow.id == referral_id)
        found = self._followed(actor, self._of(actor).where(*own)) if may_be_id(referral_id) else ()
        if not found or not _may_replace(found[0], event):
            raise Denied(self.kind.value)
        if len(found[0].events) != expected:
            raise StaleRow("somebody else wrote something about it meanwhile")
        kept = replace(event, id=new_id())
        row = {
            "practice_id": practice,
            "id": kept.id,
            "referral_id": referral_id,
            "seq": expected + 1,
            "on_day": kept.on,
            "to_state": kept.to.value if kept.to else None,
            "replaces": kept.replaces or None,
            "body_sealed": self._sealer.seal(written(kept), *_EVENT_BODY, kept.id, practice),
        }
        self._insert_or_stale(ReferralEventRow, row)
        self._stand(actor, follow(found[0].begun, (*found[0].events, kept)), next_due_on)
        return kept

    def find(self, actor: Actor, referral_id: str) -> Referral | None:
        """One referral as it stands; None for the unknown and the forbidden alike."""
        return self.find_many(actor, (referral_id,)).get(referral_id)

    def find_many(self, actor: Actor, ids: Iterable[str]) -> dict[str, Referral]:
        """Those of these ids as they stand, by id; the unknown and the forbidden are left out."""
        found: dict[str, Referral] = {}
        for some in in_parts(sorted({one for one in ids if may_be_id(one)})):
            found |= self._by_id(actor, some)
        return {key: one for key, one in found.items() if self._may(actor, one.begun.patient_id)}

    def find_by_reference(self, actor: Actor, reference: str) -> Referral | None:
        """The referral that a message of ours named: by its id, bare or as a "urn:uuid:"."""
        return self.find(actor, reference.strip().removeprefix(_URN).lower())

    def read_all(self, actor: Actor, patient_id: str) -> tuple[Referral, ...]:
        """Every referral on a patient's own record, in the order in which they were begun."""
        return self.read_many(actor, (patient_id,)).get(patient_id, ())

    def read_many(self, actor: Actor, patients: Iterable[str]) -> dict[str, tuple[Referral, ...]]:
        """The same for several patients, by patient; without those whom the policy hides."""
        found: dict[str, tuple[Referral, ...]] = {
            one: () for one in patients if self._may(actor, one)
        }
        for some in in_parts(found):
            for one in self._records(actor, some):
                found[one.begun.patient_id] += (one,)
        return found

    def list_open(
        self, actor: Actor, until: date | None, limit: int, after: str | None = None
    ) -> tuple[Referral, ...]:
        """The referrals of the practice that are not over, whatever is due first coming first.

        With `until` only those of which something is due by that day. `after` is the id of the last
        one that was shown. Whom the policy hides from this actor is left out without a word; of the
        others it is audited that each was seen. Raises ValueError for an id that no list gave.
        """
        row = ReferralStandingRow
        listed = select(row.id, row.patient_id).where(
            row.practice_id == self._practice(actor), row.ended.is_(False)
        )
        if until is not None:
            listed = listed.where(row.next_due_on <= until, row.next_due_on < _NEVER)
        if hidden := self._scope.hidden(actor, self.kind):
            listed = listed.where(row.patient_id.not_in(hidden))
        if after is not None:
            listed = listed.where(self._following(actor, after))
        seen = [
            one.id
            for one in self._run(listed.order_by(row.next_due_on, row.id).limit(limit))
            if self._may(actor, one.patient_id)
        ]
        found = self._by_id(actor, seen)
        return tuple(found[one] for one in seen)

    def returned_here(self, actor: Actor, since: date, patient_id: str) -> tuple[Referral, ...]:
        """What came back to this practice since a day, for others than a patient and their family.

        Nothing of any of them: of each referral only the option, which the directory lists, of what
        happened only the returns that count, with their days and reasons, and in place of the
        patient a number that tells the records apart. Those of patients whom the policy hides from
        this actor are left out; empty where it hides that patient.
        """
        if not self._may(actor, patient_id):
            return ()
        row, later, option = ReferralEventRow, aliased(ReferralEventRow), ReferralOptionRow
        replaced = exists().where(
            later.practice_id == row.practice_id,
            later.referral_id == row.referral_id,
            later.replaces == row.id,
        )
        statement = (
            select(ReferralRow.patient_id, ReferralRow.option_id, option.kind, row)
            .join(
                ReferralRow,
                and_(ReferralRow.practice_id == row.practice_id, ReferralRow.id == row.referral_id),
            )
            .join(
                option,
                and_(option.practice_id == row.practice_id, option.id == ReferralRow.option_id),
            )
            .where(
                row.practice_id == self._practice(actor),
                row.to_state == ReferralState.RETURNED.value,
                row.on_day >= since,
                ReferralRow.patient_id != patient_id,
                ~replaced,
            )
            .order_by(row.on_day, row.referral_id, row.seq)
        )
        if hidden := self._scope.hidden(actor, self.kind):
            statement = statement.where(ReferralRow.patient_id.not_in(hidden))
        rows = self._run(statement).all()
        people = dict.fromkeys(one.patient_id for one in rows)
        family = LinkStore(self._scope).family_among(actor, patient_id, people)
        numbers = {one: str(place) for place, one in enumerate(people)}
        return tuple(
            _return_alone(numbers[one.patient_id], one.option_id, OptionKind(one.kind), event)
            for one in rows
            if one.patient_id not in family
            and (event := self._event(actor, one.ReferralEventRow)).reason is not None
        )

    def _lists(self, actor: Actor, option_id: str) -> bool:
        row = ReferralOptionRow
        own = row.practice_id == self._practice(actor)
        return may_be_id(option_id) and bool(
            self._session.scalar(select(row.id).where(own, row.id == option_id))
        )

    def _stand(self, actor: Actor, now: Referral, next_due_on: date | None) -> None:
        row = {
            "practice_id": self._practice(actor),
            "id": now.begun.id,
            "patient_id": now.begun.patient_id,
            "next_due_on": next_due_on or _NEVER,
            "ended": now.state.over,
        }
        self._insert_or_replace(ReferralStandingRow, row, ("practice_id", "id"))

    def _following(self, actor: Actor, after: str) -> ColumnElement[bool]:
        row, due = ReferralStandingRow, None
        if may_be_id(after):
            own = row.practice_id == self._practice(actor)
            due = self._session.scalar(select(row.next_due_on).where(own, row.id == after))
        if due is None:
            raise ValueError("this is no place in the list")
        # The first part is implied by the second: it tells the engines where to begin.
        later = or_(row.next_due_on > due, and_(row.next_due_on == due, row.id > after))
        return and_(row.next_due_on >= due, later)

    def _by_id(self, actor: Actor, ids: Collection[str]) -> dict[str, Referral]:
        row, wanted = ReferralRow, set(ids)
        people = self._session.scalars(
            select(row.patient_id)
            .where(row.practice_id == self._practice(actor), row.id.in_(wanted))
            .distinct()
        )
        found = self._records(actor, people.all())
        return {one.begun.id: one for one in found if one.begun.id in wanted}

    def _of(self, actor: Actor) -> Select[ReferralRow]:
        return (
            select(ReferralRow)
            .where(ReferralRow.practice_id == self._practice(actor))
            .order_by(ReferralRow.begun_at, ReferralRow.id)
        )

    def _records(self, actor: Actor, patients: Collection[str]) -> tuple[Referral, ...]:
        """Every referral on these records: each is told by the others what is true of it too."""
        statement = self._of(actor).where(ReferralRow.patient_id.in_(patients))
        return with_record(self._followed(actor, statement))

    def _followed(self, actor: Actor, statement: Select[ReferralRow]) -> tuple[Referral, ...]:
        begun = [self._begun(actor, row) for row in self._session.scalars(statement)]
        events = self._events(actor, [one.id for one in begun])
        return tuple(follow(one, events[one.id]) for one in begun)

    def _events(self, actor: Actor, ids: list[str]) -> dict[str, list[ReferralEvent]]:
        """What happened to each of these referrals, in the order in which it was written."""
        row = ReferralEventRow
        found: defaultdict[str, list[ReferralEvent]] = defaultdict(list)
        for some in in_parts(ids):
            statement = select(row).where(
                row.practice_id == self._practice(actor), row.referral_id.in_(some)
            )
            for one in self._session.scalars(statement.order_by(row.referral_id, row.seq)):
                found[one.referral_id].append(self._event(actor, one))
        return found

    def _begun(self, actor: Actor, row: ReferralRow) -> BegunReferral:
        plain = self._sealer.unseal(row.body_sealed, *_BODY, row.id, self._practice(actor))
        return read_back(BegunReferral, plain)

    def _event(self, actor: Actor, row: ReferralEventRow) -> ReferralEvent:
        practice = self._practice(actor)
        return read_back(
            ReferralEvent, self._sealer.unseal(row.body_sealed, *_EVENT_BODY, row.id, practice)
        )


def _may_replace(referral: Referral, event: ReferralEvent) -> bool:
    """Whether an event replaces nothing, or one that the referral has and that still counts."""
    return not event.replaces or event.replaces in {one.id for one in referral.counting}


def _return_alone(number: str, option_id: str, kind: OptionKind, event: ReferralEvent) -> Referral:
    """A return, with nothing of whom it was about or of who wrote it down."""
    at = datetime.combine(event.on, time(), UTC)
    begun = BegunReferral("", number, option_id, "", kind, "", at, event.on, "")
    return follow(begun, [ReferralEvent("", at, "", event.on, event.to, reason=event.reason)])
