"""What one transaction is about: who acts, what the policy says of each patient, what is audited.

Every store works in a scope and asks it before it touches anything. So the policy is asked below
every door, and whatever of a patient is read or written stands in the audit of the same
transaction.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import CompoundSelect, bindparam, literal, null, select, union_all
from sqlalchemy.orm import Session

from gpsupport.domain.access import (
    NO_RULES,
    Because,
    CaseRules,
    Decision,
    Denied,
    Kind,
    Occasion,
    Opening,
    Ruling,
    Thing,
    judge,
    permits,
)
from gpsupport.domain.audit import AuditFact
from gpsupport.domain.events import Event
from gpsupport.domain.people import Actor
from gpsupport.persistence.rows import CaseRuleRow, OpeningRow
from gpsupport.sealing import Sealer

_OPEN_KINDS = frozenset({Kind.INSTALLATION, Kind.PRACTICE})
_OPENED = "opened"

# Tables and not row classes: these run for every page, and the mapper would double their cost.
_RULE, _OPENING = CaseRuleRow.__table__.c, OpeningRow.__table__.c
_NARROWED = select(
    _RULE.patient_id, _RULE.kind, _RULE.staff_id, null().label("at"), null().label("until")
).where(_RULE.practice_id == bindparam("practice"), _RULE.ended_at.is_(None))
_OPENINGS = select(
    _OPENING.patient_id,
    literal(_OPENED).label("kind"),
    _OPENING.staff_id,
    _OPENING.at,
    _OPENING.until,
).where(_OPENING.practice_id == bindparam("practice"))
# Openings first: the first part of a union says what the columns hold.
_RULES_OF_ALL: CompoundSelect[Any] = union_all(_OPENINGS, _NARROWED)
_RULES_OF_ONE: CompoundSelect[Any] = union_all(
    _OPENINGS.where(_OPENING.patient_id == bindparam("patient")),
    _NARROWED.where(_RULE.patient_id == bindparam("patient")),
)


class Unaudited(Exception):
    """Something of a patient was touched in a transaction that audits nothing: a fault of ours."""


@dataclass(frozen=True, slots=True)
class Noted:
    """What the policy said of one object in this transaction."""

    object_id: str
    ruling: Ruling


class Scope:
    """One transaction: its session, sealer and occasion. Nothing of it outlives the transaction."""

    def __init__(
        self, session: Session, sealer: Sealer, occasion: Occasion | None, *, audited: bool
    ) -> None:
        """`audited` says whether the transaction will write its audit before it commits."""
        self.session = session
        self.sealer = sealer
        self.occasion = occasion
        self._audited = audited and occasion is not None and occasion.event is not None
        self._rules: dict[str, CaseRules] = {}
        self._rules_of_all = False
        self._noted: dict[str, Ruling] = {}
        self._passed: set[tuple[Kind, str, str]] = set()
        self._stated = ""
        self._weighing = False

    def practice(self, actor: Actor, kind: Kind) -> str:
        """The practice that an actor may touch things of this kind in. Raises Denied, Unaudited."""
        passed = kind, actor.practice_id, actor.clinician_id
        if passed in self._passed:
            return actor.practice_id
        occasion = self.occasion
        if occasion is None:
            if kind not in _OPEN_KINDS:
                raise Unaudited(f"nobody said on what occasion {kind.value} is touched")
        else:
            self._refuse_others(actor, occasion)
            if kind is not Kind.INSTALLATION:
                self._require(occasion, kind)
        self._passed.add(passed)
        return actor.practice_id

    def require_role(self) -> None:
        """Raise Denied, and have it audited, unless the actor's role permits the occasion."""
        occasion = self._occasion()
        if not permits(occasion.actor.role, occasion.permission):
            self.note("", Ruling(Decision.DENY, Because.ROLE))
            raise Denied(occasion.permission.value)

    def ruling(self, actor: Actor, kind: Kind, patient_id: str) -> Ruling:
        """What the policy says of this kind of thing about one patient; it is audited.

        While weighing only a denial is.
        """
        self.practice(actor, kind)
        occasion = self._occasion()
        thing = Thing(kind, actor.practice_id, self.rules(patient_id))
        made = judge(occasion.actor, occasion.permission, thing, occasion.purpose, occasion.at)
        if not self._weighing or made.decision is Decision.DENY:
            self.note(patient_id, made)
        return made

    def rules(self, patient_id: str) -> CaseRules:
        """The rules of one patient, read once."""
        if patient_id not in self._rules and self._rules_of_all:
            return NO_RULES
        if patient_id not in self._rules:
            values = {"practice": self._occasion().actor.practice_id, "patient": patient_id}
            rows = self.session.connection().execute(_RULES_OF_ONE, values)
            self._rules[patient_id] = _rules_of(rows).get(patient_id, NO_RULES)
        return self._rules[patient_id]

    def forget_rules(self) -> None:
        """Read the rules afresh: this transaction has changed them."""
        self._rules.clear()
        self._rules_of_all = False

    def hidden(self, actor: Actor, kind: Kind) -> frozenset[str]:
        """The patients of whom this actor may see nothing of this kind: for lists and searches."""
        self.practice(actor, kind)
        occasion = self._occasion()
        practice = {"practice": occasion.actor.practice_id}
        rows = self.session.connection().execute(_RULES_OF_ALL, practice)
        # A list asks about each of its lines next: what was read for all answers that.
        self._rules, self._rules_of_all = _rules_of(rows), True
        return frozenset(
            patient_id
            for patient_id, rules in self._rules.items()
            if judge(
                occasion.actor,
                occasion.permission,
                Thing(kind, actor.practice_id, rules),
                occasion.purpose,
                occasion.at,
            ).decision
            is Decision.DENY
        )

    @contextmanager
    def weighing(self) -> Iterator[None]:
        """Look through many to find those that are shown: nobody is audited as seen by that.

        Nothing of anybody may be shown of what is read so: whoever is shown is read once more.
        """
        self._weighing, before = True, self._weighing
        try:
            yield
        finally:
            self._weighing = before

    def note(self, object_id: str, ruling: Ruling) -> None:
        """Have it audited. One entry for an object: a denial tells more than what was allowed."""
        present = self._noted.get(object_id)
        if present is None or ruling.decision is Decision.DENY:
            self._noted[object_id] = ruling

    def state_reason(self, reason: str) -> None:
        """Have it audited what the actor does this for: a code, never words that were typed."""
        self._stated = reason

    def turn_into(self, event: Event) -> None:
        """Have all of it audited as this event: more came of it than it began as."""
        self.occasion = replace(self._occasion(), event=event)

    def note_unknown(self, patient_id: str) -> None:
        """Have it audited that there is no such patient; whoever asked sees a denial."""
        self.note(patient_id, Ruling(Decision.DENY, Because.UNKNOWN))

    def facts(self) -> tuple[AuditFact, ...]:
        """What is to be audited of this transaction when it commits."""
        if not self._audited:
            return ()
        noted = self._noted or {"": Ruling(Decision.ALLOW)}
        return tuple(self._fact(name, ruling) for name, ruling in noted.items())

    def facts_of_failure(self) -> tuple[AuditFact, ...]:
        """What is to be audited of it when it was rolled back: what was asked for, and denied."""
        if not self._audited:
            return ()
        not_done = Ruling(Decision.ALLOW, Because.NOT_DONE)
        noted = self._noted or {"": not_done}
        return tuple(
            self._fact(name, ruling if ruling.decision is Decision.DENY else not_done)
            for name, ruling in noted.items()
        )

    def _fact(self, object_id: str, ruling: Ruling) -> AuditFact:
        occasion = self._occasion()
        return AuditFact(
            at=occasion.at,
            actor_id=occasion.actor.clinician_id,
            role=occasion.actor.role.value,
            event=occasion.event.value if occasion.event else "",
            object_id=object_id,
            decision=ruling.decision.value,
            reason=" ".join(filter(None, (ruling.because, self._stated))),
        )

    def _occasion(self) -> Occasion:
        if self.occasion is None:
            raise Unaudited("nobody said on what occasion this happens")
        return self.occasion

    def _refuse_others(self, actor: Actor, occasion: Occasion) -> None:
        same = (actor.practice_id, actor.clinician_id) == (
            occasion.actor.practice_id,
            occasion.actor.clinician_id,
        )
        if not same:
            raise Denied("somebody else than the actor of the transaction")

    def _require(self, occasion: Occasion, kind: Kind) -> None:
        thing = Thing(kind, occasion.actor.practice_id)
        made = judge(occasion.actor, occasion.permission, thing, occasion.purpose, occasion.at)
        if made.decision is Decision.DENY:
            self.note("", made)
            raise Denied(occasion.permission.value)
        if kind.of_patient and not self._audited:
            raise Unaudited(f"{kind.value} is touched, and nothing would stand in the audit")


def _rules_of(rows: Iterable[tuple[str, str, str, object, object]]) -> dict[str, CaseRules]:
    named: defaultdict[str, set[str]] = defaultdict(set)
    denied: defaultdict[str, set[str]] = defaultdict(set)
    opened: defaultdict[str, set[Opening]] = defaultdict(set)
    for patient_id, kind, staff_id, at, until in rows:
        if kind == _OPENED:
            opened[patient_id].add(Opening(staff_id, at, until))  # type: ignore[arg-type]
        else:
            (named if kind == "named" else denied)[patient_id].add(staff_id)
    return {
        patient_id: CaseRules(
            frozenset(named[patient_id]),
            frozenset(denied[patient_id]),
            frozenset(opened[patient_id]),
        )
        for patient_id in {*named, *denied, *opened}
    }
