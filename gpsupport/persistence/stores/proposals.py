"""Proposed changes of local help, until somebody decided about each."""

from datetime import datetime

import orjson
from sqlalchemy import Select, func, select, update

from gpsupport.domain.access import Decision, Denied, Kind, Ruling
from gpsupport.domain.directory.proposals import OptionProposal
from gpsupport.domain.people import Actor
from gpsupport.persistence.rows import OptionProposalRow
from gpsupport.persistence.stores.base import Store, may_be_id, new_id

_BODY = ("option_proposal", "body_sealed")


class ProposalStore(Store):
    """The proposals of the actor's practice. What was proposed is never changed, only decided."""

    kind = Kind.DIRECTORY

    def add(self, actor: Actor, made: OptionProposal) -> OptionProposal:
        """Keep a proposal, undecided, under a new id."""
        kept = OptionProposal(
            id=new_id(),
            option_id=made.option_id,
            changes=dict(made.changes),
            words=made.words,
            made_at=made.made_at,
            made_by=made.made_by,
        )
        self._scope.note(kept.id, Ruling(Decision.ALLOW))
        row = {
            "practice_id": self._practice(actor),
            "id": kept.id,
            "option_id": kept.option_id,
            "made_at": kept.made_at,
            "body_sealed": self._sealed(actor, kept),
            "version": kept.version,
        }
        self._insert(OptionProposalRow, [row])
        return kept

    def list_open(self, actor: Actor, limit: int) -> tuple[OptionProposal, ...]:
        """What nobody has decided about, oldest first, so many at most."""
        rows = self._session.scalars(
            self._of(actor)
            .where(OptionProposalRow.decided_at.is_(None))
            .order_by(OptionProposalRow.made_at, OptionProposalRow.id)
            .limit(limit)
        )
        return tuple(self._proposal(actor, row) for row in rows)

    def count_open(self, actor: Actor) -> int:
        """About how many nobody has decided."""
        row = OptionProposalRow
        statement = select(func.count()).where(
            row.practice_id == self._practice(actor), row.decided_at.is_(None)
        )
        return self._session.scalar(statement) or 0

    def find(self, actor: Actor, proposal_id: str) -> OptionProposal | None:
        """One proposal, decided or not."""
        if not may_be_id(proposal_id):
            return None
        found = self._session.scalars(self._of(actor).where(OptionProposalRow.id == proposal_id))
        row = found.one_or_none()
        return None if row is None else self._proposal(actor, row)

    def decide(
        self,
        actor: Actor,
        proposal_id: str,
        version: int,
        *,
        approved: bool,
        by: str,
        at: datetime,
    ) -> OptionProposal:
        """Note what was decided, by whom and at which instant in UTC; returns it as it is kept.

        Raises Denied where there is none of that id, and StaleRow when somebody decided already.
        """
        found = self.find(actor, proposal_id)
        if found is None:
            raise Denied(self.kind.value)
        decided = OptionProposal(
            id=found.id,
            option_id=found.option_id,
            changes=found.changes,
            words=found.words,
            made_at=found.made_at,
            made_by=found.made_by,
            decided_at=at,
            decided_by=by,
            approved=approved,
            version=version + 1,
        )
        self._scope.note(found.id, Ruling(Decision.ALLOW))
        self._change(
            update(OptionProposalRow)
            .where(
                OptionProposalRow.practice_id == self._practice(actor),
                OptionProposalRow.id == proposal_id,
                OptionProposalRow.version == version,
                OptionProposalRow.decided_at.is_(None),
            )
            .values(
                decided_at=at,
                approved=approved,
                version=decided.version,
                body_sealed=self._sealed(actor, decided),
            )
        )
        return decided

    def _of(self, actor: Actor) -> Select[OptionProposalRow]:
        return (
            select(OptionProposalRow)
            .where(OptionProposalRow.practice_id == self._practice(actor))
            .execution_options(populate_existing=True)
        )

    def _sealed(self, actor: Actor, proposal: OptionProposal) -> bytes:
        body = {
            "changes": dict(proposal.changes),
            "words": proposal.words,
            "made_by": proposal.made_by,
            "decided_by": proposal.decided_by,
        }
        practice = self._practice(actor)
        return self._sealer.seal(orjson.dumps(body), *_BODY, proposal.id, practice)

    def _proposal(self, actor: Actor, row: OptionProposalRow) -> OptionProposal:
        plain = self._sealer.unseal(row.body_sealed, *_BODY, row.id, self._practice(actor))
        body = orjson.loads(plain)
        return OptionProposal(
            id=row.id,
            option_id=row.option_id,
            changes=body["changes"],
            words=body["words"],
            made_at=row.made_at,
            made_by=body["made_by"],
            decided_at=row.decided_at,
            decided_by=body["decided_by"],
            approved=row.approved,
            version=row.version,
        )
