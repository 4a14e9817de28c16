"""The lead's decision to write in the other person's record: a rare act, so it stops one."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from gpsupport.actions.errors import GateClosed, Incomplete
from gpsupport.actions.forms import SavedSince, give_up
from gpsupport.actions.recording import DECISION, Decision, decide, keep_elsewhere, read_decision
from gpsupport.domain.access import Permission
from gpsupport.domain.consultation import FormName
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.recording.drafts import EntryWords
from gpsupport.serving.guards import lock_first, needs, signed_in
from gpsupport.serving.sessions import is_locked
from gpsupport.serving.wiring import installation
from gpsupport.web.consultation.ordinary import GateState, address, gate_state
from gpsupport.web.frame import Row, banner
from gpsupport.web.meanwhile import (
    GIVE_UP,
    VERSION,
    Difference,
    Meanwhile,
    saved_meanwhile,
)
from gpsupport.web.recording.blueprint import record
from gpsupport.web.recording.entries import code_words
from gpsupport.web.recording.refusals import FaultLine, too_long_in_words
from gpsupport.web.words import as_typed

PLACE = "record/elsewhere"
_BOXES = ("fact", "opinion")
_LABELS = {"fact": "What is to be written there", "opinion": "Why"}
_WANTED = {"fact": "Say what is to be written", "opinion": "Say why"}


@dataclass(frozen=True, slots=True)
class ElsewherePage:
    """The interruption: what to weigh, what to write, and why. `faults` are said by box."""

    gate: GateState
    weigh: tuple[str, ...]
    entry: Row
    detail: str
    values: dict[str, str]
    faults: dict[str, str]
    summary: tuple[FaultLine, ...]
    decided: bool
    version: str
    meanwhile: Meanwhile | None
    save: str
    back: str


@record.get("/record/elsewhere")
@needs(Permission.CONSULT, Permission.SEE_WORK_LISTS)
def elsewhere(patient_id: UUID) -> str:
    """What to weigh, and the decision as it was made or typed."""
    return _show(patient_id, faults=())


@record.post("/record/elsewhere")
@needs(Permission.CONSULT, Permission.SEE_WORK_LISTS, keeps_typed=True)
def decide_elsewhere(patient_id: UUID) -> Response | tuple[str, int]:
    """Keep the decision with its reason; nothing is written anywhere else."""
    parts = installation()
    fields = {name: request.form.getlist(name) for name in (*_BOXES, VERSION)}
    if is_locked():
        with suppress(GateClosed):  # the lock shut the gate; what was typed is kept all the same
            keep_elsewhere(parts.database, signed_in(), str(patient_id), fields, parts.now())
        return lock_first(address(str(patient_id), PLACE))
    if request.form.get(GIVE_UP):
        give_up(parts.database, signed_in(), str(patient_id), FormName.ELSEWHERE, parts.now())
        return redirect(address(str(patient_id), PLACE), 303)
    fact, opinion = (as_typed(next(iter(fields[name]), "")) for name in _BOXES)
    made = EntryWords(DECISION, fact=fact, opinion=opinion)
    try:
        decide(
            parts.database,
            signed_in(),
            str(patient_id),
            made,
            fields,
            parts.now(),
            next(iter(fields[VERSION]), "") or None,
        )
    except Incomplete as missing:
        return _show(patient_id, faults=missing.fields), 422
    except SavedSince:
        # There both are shown: what was decided since, and what was typed here.
        return redirect(address(str(patient_id), PLACE), 303)
    return redirect(address(str(patient_id), PLACE), 303)


def _show(patient_id: UUID, *, faults: tuple[str, ...]) -> str:
    parts = installation()
    found = read_decision(parts.database, signed_in(), str(patient_id), parts.now())
    return render_template(
        "recording/elsewhere.html",
        page=_page(found, parts.knowledge, faults),
        banner=banner(found.patient, parts.today()),
    )


def _page(found: Decision, knowledge: Knowledge, faults: tuple[str, ...]) -> ElsewherePage:
    rule = next(one for one in knowledge.record_rules if one.by_lead)
    code = knowledge.codes.get(rule.code) if rule.code else None
    values = {name: getattr(found.decided, name) if found.decided else "" for name in _BOXES}
    values |= _typed(found)
    said = {
        name: too_long_in_words(len(values[name])) if values[name] else _WANTED[name]
        for name in faults
    }
    return ElsewherePage(
        gate=gate_state(found.consultation),
        weigh=tuple(one.words for one in knowledge.out_of_sight.elsewhere),
        entry=Row(rule.term, code_words(code)),
        detail=rule.detail,
        values=values,
        faults=said,
        summary=tuple(FaultLine(name, words) for name, words in said.items()),
        decided=found.decided is not None,
        version=found.recording.id if found.recording else "",
        meanwhile=_meanwhile(found),
        save=address(found.patient.id, PLACE),
        back=address(found.patient.id, "record"),
    )


def _typed(found: Decision) -> dict[str, str]:
    """What stands in the boxes and was not saved."""
    typed = found.typed or {}
    return {name: as_typed(next(iter(typed[name]), "")) for name in _BOXES if name in typed}


def _meanwhile(found: Decision) -> Meanwhile | None:
    """What was decided since the typed words were begun."""
    saved, typed, began = found.recording, _typed(found), (found.typed or {}).get(VERSION, [])
    if saved is None or found.decided is None or not typed or began == [saved.id]:
        return None
    rows = [
        Difference(_LABELS[name], getattr(found.decided, name), typed.get(name, ""))
        for name in _BOXES
    ]
    return saved_meanwhile(saved.at, saved.by, rows)
