"""Links between patients, seen from either side; one that stands on one side alone, from that."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, select, update

from gpsupport.domain.access import Denied, Kind
from gpsupport.domain.family.links import FamilyLink, LinkEnd, LinkKind
from gpsupport.domain.people import Actor, PersonName
from gpsupport.persistence.plain import read_back, written
from gpsupport.persistence.rows import FamilyLinkRow, LinkRefusalRow, PatientRow
from gpsupport.persistence.stores.base import AT_ONCE, Store, in_parts, may_be_id, new_id

_BODY = ("family_link", "body_sealed")
_REFUSED = ("link_refusal", "words_sealed")
_PAIR = "family-link"


class LinkStore(Store):
    """The links of patients of the actor's practice.

    A link that stands on one side alone leaves nothing on the other: no row names that person in
    the clear, and the audit notes nothing of them.
    """

    kind = Kind.CLINICAL

    def add(self, actor: Actor, made: FamilyLink) -> FamilyLink:
        """Keep a link under a new id, from the side of its patient.

        Raises Denied unless the actor may see both, ValueError for a link of somebody to
        themselves, and StaleRow where the two are linked so already, from whichever side.
        """
        if made.patient_id == made.other_id:
            raise ValueError("nobody is linked to themselves")
        practice = self._must(actor, made.patient_id)
        self._must_see_other(actor, made.other_id, unseen=made.kind.one_way)
        kept = replace(made, id=new_id(), ended_at=None, ended_by="", end=None, version=1)
        row = {
            "practice_id": practice,
            "id": kept.id,
            "patient_id": kept.patient_id,
            "other_id": None if kept.kind.one_way else kept.other_id,
            "pair_blind": self._sealer.keyed(_PAIR, _pair(kept), practice),
            "made_at": kept.made_at,
            "body_sealed": self._sealed(kept, practice),
            "version": kept.version,
        }
        self._insert_or_stale(FamilyLinkRow, row)
        return kept

    def end(
        self, actor: Actor, link_id: str, version: int, end: LinkEnd, *, by: str, at: datetime
    ) -> FamilyLink:
        """End a link, for whichever side; returns it as it is kept. `at` is an instant in UTC.

        Raises Denied as `add` does, and StaleRow when it was ended already.
        """
        own = FamilyLinkRow.practice_id == self._practice(actor)
        row = None
        if may_be_id(link_id):
            one = select(FamilyLinkRow).where(own, FamilyLinkRow.id == link_id)
            row = self._session.scalar(one.execution_options(populate_existing=True))
        if row is None:
            raise Denied(self.kind.value)
        practice = self._must(actor, row.patient_id)
        if row.other_id is not None:
            self._must(actor, row.other_id)
        ended = replace(
            self._link(actor, row), ended_at=at, ended_by=by, end=end, version=version + 1
        )
        self._change(
            update(FamilyLinkRow)
            .where(
                own,
                FamilyLinkRow.id == link_id,
                FamilyLinkRow.version == version,
                FamilyLinkRow.ended_at.is_(None),
            )
            .values(ended_at=at, version=ended.version, body_sealed=self._sealed(ended, practice))
        )
        return ended

    def read_all(self, actor: Actor, patient_id: str) -> tuple[FamilyLink, ...]:
        """Every link of a patient, ended or not, oldest first, each as seen from this patient.

        One made on the other side is turned round, without what was written beside it there. Of a
        person whom the policy hides from this actor `other_id` is empty.
        """
        return self.read_many(actor, (patient_id,)).get(patient_id, ())

    def read_many(
        self, actor: Actor, patient_ids: Iterable[str]
    ) -> dict[str, tuple[FamilyLink, ...]]:
        """The same for several patients, by patient; without those whom the policy hides."""
        asked = [one for one in dict.fromkeys(patient_ids) if self._may(actor, one)]
        if not asked:
            return {}
        hidden = self._scope.hidden(actor, self.kind)
        found: dict[str, tuple[FamilyLink, ...]] = dict.fromkeys(asked, ())
        row = FamilyLinkRow
        for own in in_parts(asked):
            for link in self._read(actor, row.patient_id.in_(own) | row.other_id.in_(own)):
                for side in {link.patient_id, link.other_id}.intersection(own):
                    one = _seen_from(side, link)
                    if one is not None:
                        unseen = one.other_id in hidden
                        found[side] += (replace(one, other_id="") if unseen else one,)
        return found

    def name_feared(self, actor: Actor, patient_id: str) -> Mapping[str, PersonName]:
        """The names of those to whom a patient's one-way links lead, by their ids.

        They are read as a part of this patient's record: the audit notes nothing of them. Whom the
        policy hides from this actor is left out.
        """
        ids = {one.other_id for one in self.read_all(actor, patient_id) if one.kind.one_way}
        rows = self._session.execute(
            select(PatientRow.id, PatientRow.family, PatientRow.given, PatientRow.title).where(
                PatientRow.practice_id == self._practice(actor), PatientRow.id.in_(ids)
            )
        )
        return {row.id: PersonName(row.family, row.given, row.title) for row in rows}

    def family_among(
        self, actor: Actor, patient_id: str, others: Collection[str]
    ) -> frozenset[str]:
        """Which of these others are, or were, linked with a patient or with somebody between.

        From whichever side, and by a one-way link too. It is for leaving them out and never for
        showing: the audit notes nothing of them. Empty for a patient whom the policy hides.
        """
        if not self._may(actor, patient_id):
            return frozenset()
        near = self._beside(actor, {patient_id})
        found = near | self._beside(actor, near)
        blinds = {
            self._sealer.keyed(_PAIR, f"{one}|{another}|{kind.value}", actor.practice_id): other
            for kind in LinkKind
            if kind.one_way
            for here in (patient_id, *near)
            for other in others
            for one, another in ((here, other), (other, here))
        }
        wanted, row = sorted(blinds), FamilyLinkRow
        for start in range(0, len(wanted), AT_ONCE):
            found |= {
                blinds[blind]
                for blind in self._session.scalars(
                    select(row.pair_blind).where(
                        row.practice_id == self._practice(actor),
                        row.pair_blind.in_(wanted[start : start + AT_ONCE]),
                    )
                )
            }
        return frozenset(found.intersection(others))

    def _beside(self, actor: Actor, people: Collection[str]) -> set[str]:
        """Whom these are linked to, from either side, ended or not; not by one-way links."""
        row = FamilyLinkRow
        linked = self._session.execute(
            select(row.patient_id, row.other_id).where(
                row.practice_id == self._practice(actor),
                row.other_id.is_not(None),
                row.patient_id.in_(people) | row.other_id.in_(people),
            )
        )
        return {one for pair in linked for one in pair if one}

    def refuse(
        self, actor: Actor, patient_id: str, resource: str, other_id: str, *, by: str, at: datetime
    ) -> None:
        """Remember that a related person of a patient's record is not that other patient.

        `resource` is the entry of the record. Refused again is refused once. Raises Denied.
        """
        practice, row_id = self._must(actor, patient_id), new_id()
        self._must_see_other(actor, other_id, unseen=True)
        row = {
            "practice_id": practice,
            "id": row_id,
            "patient_id": patient_id,
            "resource": resource,
            "other_id": other_id,
            "at": at,
            "words_sealed": self._seal({"by": by}, _REFUSED, row_id, actor),
        }
        unique = ("practice_id", "patient_id", "resource", "other_id")
        self._insert_if_new(LinkRefusalRow, row, unique)

    def decided(self, actor: Actor, patient_id: str) -> tuple[tuple[str, str], ...]:
        """What somebody decided about the related persons of a patient's record, in order.

        Pairs of an entry of the record and the patient who was linked for it, even if the link has
        ended, or who was said to be somebody else.
        """
        if not self._may(actor, patient_id):
            return ()
        row = LinkRefusalRow
        refused = self._session.execute(
            select(row.resource, row.other_id).where(
                row.practice_id == self._practice(actor), row.patient_id == patient_id
            )
        )
        linked = self._read(actor, FamilyLinkRow.patient_id == patient_id)
        return tuple(
            sorted(
                {(one.resource, one.other_id) for one in refused}
                | {(one.proposed_from, one.other_id) for one in linked if one.proposed_from}
            )
        )

    def _must_see_other(self, actor: Actor, other_id: str, *, unseen: bool) -> None:
        """Raise Denied unless the other is a patient whom the actor may see.

        `unseen`: the question itself must not stand in the audit of the other.
        """
        own = PatientRow.practice_id == self._practice(actor)
        found = may_be_id(other_id) and self._session.scalar(
            select(PatientRow.id).where(own, PatientRow.id == other_id)
        )
        if not found or (unseen and other_id in self._scope.hidden(actor, self.kind)):
            raise Denied(self.kind.value)
        if not unseen:
            self._must(actor, other_id)

    def _read(self, actor: Actor, wanted: ColumnElement[bool]) -> tuple[FamilyLink, ...]:
        rows = self._session.scalars(
            select(FamilyLinkRow)
            .where(FamilyLinkRow.practice_id == self._practice(actor), wanted)
            .order_by(FamilyLinkRow.made_at, FamilyLinkRow.id)
            .execution_options(populate_existing=True)
        )
        return tuple(self._link(actor, row) for row in rows)

    def _sealed(self, link: FamilyLink, practice: str) -> bytes:
        return self._sealer.seal(written(link), *_BODY, link.id, practice)

    def _link(self, actor: Actor, row: FamilyLinkRow) -> FamilyLink:
        plain = self._sealer.unseal(row.body_sealed, *_BODY, row.id, self._practice(actor))
        return read_back(FamilyLink, plain)


def _seen_from(patient_id: str, link: FamilyLink) -> FamilyLink | None:
    """A link as seen from one of the two; None where nothing of it stands on that side."""
    if link.patient_id == patient_id:
        return link
    kind = link.kind.seen_from_other_side
    if kind is None:
        return None
    # Its note and the entry that led to it belong to the other's record.
    return replace(
        link,
        patient_id=patient_id,
        other_id=link.patient_id,
        kind=kind,
        proposed_from="",
        note="",
    )


def _pair(link: FamilyLink) -> str:
    """The two and what they are to each other, in the same words from whichever side."""
    here = (link.patient_id, link.other_id, link.kind.value)
    kind = link.kind.seen_from_other_side
    there = here if kind is None else (link.other_id, link.patient_id, kind.value)
    return "|".join(min(here, there))
