"""What a meeting's page shows of one family."""

from __future__ import annotations

from dataclasses import dataclass

from gpsupport.web.meetings.forms import ActionForm, BasisForm, DecisionForm, FilingForm
from gpsupport.web.meetings.glances import GlanceLines


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """One decision, where it is written, and the form that corrects it."""

    id: str
    words: str
    where: str
    by: str
    form: DecisionForm
    faulty: bool


@dataclass(frozen=True, slots=True)
class ActionLine:
    """One action with its form; `state` says what became of it."""

    id: str
    words: str
    owner: str
    due: str
    state: str
    form: ActionForm
    faulty: bool


@dataclass(frozen=True, slots=True)
class DraftCard:
    """What is proposed for one record; `filed` says when a person wrote it there."""

    place: str
    name: str
    form: FilingForm
    rows: int
    filed: str
    newer: bool
    left_out: str
    faulty: bool


@dataclass(frozen=True, slots=True)
class Other:
    """Somebody who comes, and whether this one is kept out of the case.

    `alike`: gets nothing as long as nobody says that it is somebody else; `apart` says who did.
    """

    id: str
    name: str
    out: bool
    alike: bool
    apart: str


@dataclass(frozen=True, slots=True)
class FamilyCard:
    """Everything of one family at one meeting."""

    id: str
    name: str
    born: str
    reasons: tuple[str, ...]
    glance: GlanceLines
    carried: bool
    decided: bool
    unowned: str
    decisions: tuple[DecisionLine, ...]
    actions: tuple[ActionLine, ...]
    item: str
    ground: str
    ground_id: str
    drafts: tuple[DraftCard, ...]
    others: tuple[Other, ...]
    given: tuple[str, ...]
    decision: DecisionForm
    action: ActionForm
    basis: BasisForm
    basis_now: tuple[str, ...]
    faulty: frozenset[str]
