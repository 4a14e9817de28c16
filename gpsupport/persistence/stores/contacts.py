"""Encounters and appointments as contacts, and the relatives a record names."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from gpsupport.domain.access import Kind
from gpsupport.domain.people import Actor, PersonName, Relationship, Relative
from gpsupport.domain.record import Attendance, Contact, Setting
from gpsupport.persistence.columns import partial_date, parts_of
from gpsupport.persistence.rows import ContactRow, RelativeRow
from gpsupport.persistence.stores.base import Store, in_parts, new_id

_WORDS = ("contact", "words_sealed")
_NAME = ("relative", "name_sealed")
_CONTACT = ("reason", "seen_by")
_RELATIVE = ("family", "given", "title")


class ContactStore(Store):
    """When and where a patient was seen."""

    kind = Kind.CLINICAL

    def read_all(self, actor: Actor, patient_id: str) -> tuple[Contact, ...]:
        """Every contact of a patient, newest first; undated ones last."""
        if not self._may(actor, patient_id):
            return ()
        rows = self._session.scalars(
            select(ContactRow)
            .where(
                ContactRow.practice_id == self._practice(actor),
                ContactRow.patient_id == patient_id,
            )
            .order_by(ContactRow.day.desc().nulls_last(), ContactRow.resource, ContactRow.place)
        )
        return tuple(self._contact(actor, row) for row in rows)

    def add(self, actor: Actor, patient_id: str, contacts: Iterable[tuple[str, Contact]]) -> None:
        """Add contacts, each with the id of the received resource that it stands in."""
        practice, rows = self._must(actor, patient_id), []
        for place, (resource_id, contact) in enumerate(contacts):
            row_id = new_id()
            day, precision = parts_of(contact.on)
            words = {"reason": contact.reason, "seen_by": contact.seen_by}
            rows.append(
                {
                    "practice_id": practice,
                    "id": row_id,
                    "patient_id": patient_id,
                    "resource_id": resource_id,
                    "resource": contact.resource,
                    "place": place,
                    "setting": contact.setting.value,
                    "attendance": contact.attendance.value,
                    "day": day,
                    "precision": precision,
                    "words_sealed": self._seal(words, _WORDS, row_id, actor),
                }
            )
        self._insert(ContactRow, rows)

    def drop(self, actor: Actor, resource_ids: Sequence[str]) -> None:
        """Remove what stands in these received resources, before it is read again."""
        self._drop_standing_in(actor, ContactRow, resource_ids)

    def _contact(self, actor: Actor, row: ContactRow) -> Contact:
        reason, seen_by = self._unseal(row.words_sealed, _WORDS, row.id, actor, _CONTACT)
        return Contact(
            resource=row.resource,
            setting=Setting(row.setting),
            attendance=Attendance(row.attendance),
            on=partial_date(row.day, row.precision),
            reason=reason,
            seen_by=seen_by,
        )


class RelativeStore(Store):
    """Whom a patient's own record names."""

    kind = Kind.CLINICAL

    def read_all(self, actor: Actor, patient_id: str) -> tuple[Relative, ...]:
        """Every relative of a patient, in an order that is always the same."""
        if not self._may(actor, patient_id):
            return ()
        rows = self._session.scalars(
            select(RelativeRow)
            .where(
                RelativeRow.practice_id == self._practice(actor),
                RelativeRow.patient_id == patient_id,
            )
            .order_by(RelativeRow.resource, RelativeRow.resource_id, RelativeRow.place)
        )
        return tuple(self._relative(actor, row) for row in rows)

    def read_many(
        self, actor: Actor, patient_ids: Iterable[str]
    ) -> dict[str, tuple[Relative, ...]]:
        """The same for several patients, by patient; without those whom the policy hides."""
        found: dict[str, tuple[Relative, ...]] = {
            one: () for one in patient_ids if self._may(actor, one)
        }
        for some in in_parts(found):
            rows = self._session.scalars(
                select(RelativeRow)
                .where(
                    RelativeRow.practice_id == self._practice(actor),
                    RelativeRow.patient_id.in_(some),
                )
                .order_by(RelativeRow.resource, RelativeRow.resource_id, RelativeRow.place)
            )
            for row in rows:
                found[row.patient_id] += (self._relative(actor, row),)
        return found

    def add(self, actor: Actor, patient_id: str, relatives: Iterable[tuple[str, Relative]]) -> None:
        """Add relatives, each with the id of the received resource that it stands in."""
        practice, rows = self._must(actor, patient_id), []
        for place, (resource_id, relative) in enumerate(relatives):
            row_id = new_id()
            earliest, precision = parts_of(relative.born)
            name = {part: getattr(relative.name, part) for part in _RELATIVE}
            rows.append(
                {
                    "practice_id": practice,
                    "id": row_id,
                    "patient_id": patient_id,
                    "resource_id": resource_id,
                    "resource": relative.resource,
                    "place": place,
                    "relationship": relative.relationship.value,
                    "name_sealed": self._seal(name, _NAME, row_id, actor),
                    "born_earliest": earliest,
                    "born_precision": precision,
                }
            )
        self._insert(RelativeRow, rows)

    def drop(self, actor: Actor, resource_ids: Sequence[str]) -> None:
        """Remove what stands in these received resources, before it is read again."""
        self._drop_standing_in(actor, RelativeRow, resource_ids)

    def _relative(self, actor: Actor, row: RelativeRow) -> Relative:
        family, given, title = self._unseal(row.name_sealed, _NAME, row.id, actor, _RELATIVE)
        return Relative(
            resource=row.resource,
            relationship=Relationship(row.relationship),
            name=PersonName(family=family, given=given, title=title),
            born=partial_date(row.born_earliest, row.born_precision),
        )
