"""What a family needs side by side: version after version, none of them changed."""

from dataclasses import replace

from sqlalchemy import select

from gpsupport.domain.access import Kind
from gpsupport.domain.family.tracks import TracksPlan
from gpsupport.domain.people import Actor
from gpsupport.persistence.plain import read_back, written
from gpsupport.persistence.rows import TracksPlanRow
from gpsupport.persistence.stores.base import StaleRow, Store, new_id

_BODY = ("tracks_plan", "body_sealed")


class TracksStore(Store):
    """The plans on records of the actor's practice. One stands on the record it was made on."""

    kind = Kind.CLINICAL

    def add(self, actor: Actor, made: TracksPlan, *, expected: int) -> TracksPlan:
        """Keep a version under a new id; `expected` is how many the writer had seen.

        Raises Denied, and StaleRow where somebody else saved one meanwhile.
        """
        practice = self._must(actor, made.patient_id)
        if len(self.read_all(actor, made.patient_id)) != expected:
            raise StaleRow("somebody else saved a version meanwhile")
        kept = replace(made, id=new_id())
        row = {
            "practice_id": practice,
            "id": kept.id,
            "patient_id": kept.patient_id,
            "seq": expected + 1,
            "at": kept.at,
            "body_sealed": self._sealer.seal(written(kept), *_BODY, kept.id, practice),
        }
        self._insert_or_stale(TracksPlanRow, row)
        return kept

    def read_all(self, actor: Actor, patient_id: str) -> tuple[TracksPlan, ...]:
        """Every version on a patient's own record, the oldest first; the last one counts."""
        if not self._may(actor, patient_id):
            return ()
        rows = self._session.scalars(
            select(TracksPlanRow)
            .where(
                TracksPlanRow.practice_id == self._practice(actor),
                TracksPlanRow.patient_id == patient_id,
            )
            .order_by(TracksPlanRow.seq)
        )
        return tuple(self._plan(actor, row) for row in rows)

    def _plan(self, actor: Actor, row: TracksPlanRow) -> TracksPlan:
        plain = self._sealer.unseal(row.body_sealed, *_BODY, row.id, self._practice(actor))
        return read_back(TracksPlan, plain)
