"""What comes after the room: kinds of help, referrals and how they move, sharing, areas."""

from __future__ import annotations

from collections.abc import Mapping

from gpsupport.domain.knowledge.content.care import (
    Area,
    Consent,
    Grounded,
    RiskBand,
    SharingFlow,
    SharingStep,
)
from gpsupport.domain.knowledge.content.referring import (
    AfterReturn,
    HelpKind,
    ReadinessQuestion,
    ReferralRules,
    ReferralStage,
    WhileWaiting,
)
from gpsupport.domain.referral import OptionKind
from gpsupport.knowledge.content.grounds import (
    Named,
    find_ids,
    read_grounded,
    read_grounds,
    read_rows,
    read_statements,
)
from gpsupport.knowledge.reading import Table, Value

# A baby cannot say who asked what; a child of four can. An area chooses between.
_CHILD_MONTHS_FROM, _CHILD_MONTHS_TO = 12, 48


def read_referral(table: Table, named: Named) -> ReferralRules:
    """Kinds of help, what makes a referral ready, its states, and what bridges a wait."""
    stages = table.need("stages").table()
    stage_ids = frozenset(stage_id for stage_id, _ in stages.pairs())
    rules = ReferralRules(
        kinds=read_rows(table.need("kinds").table(), lambda key, row: _kind(key, row, named)),
        service_questions=_questions(table.need("service_questions"), named),
        letter_parts=_questions(table.need("letter_parts"), named),
        stages=read_rows(stages, lambda key, row: _stage(key, row, named, stage_ids)),
        after_return=_after_return(table.need("after_return").table(), named, stage_ids),
        while_waiting=_while_waiting(table.need("while_waiting").table(), named, stage_ids),
        holding=read_statements(table.need("holding"), named),
    )
    table.finish()
    _report_dead_ends(stages, rules.stages)
    return rules


def _kind(kind_id: str, row: Table, named: Named) -> HelpKind:
    options = row.find("options")
    return HelpKind(
        id=kind_id,
        name=row.need("name").text(),
        purpose=row.need("purpose").text(),
        options=tuple(one.choice(OptionKind) for one in options.items()) if options else (),
        for_child=row.find_flag("for_child"),
        moves_patient=not row.find_flag("talk_only"),
        **read_grounds(row, named),
    )


def _questions(value: Value, named: Named) -> tuple[ReadinessQuestion, ...]:
    def read(row_id: str, row: Table) -> ReadinessQuestion:
        return ReadinessQuestion(
            id=row_id, asks=row.need("asks").text(), **read_grounds(row, named)
        )

    return read_rows(value.table(), read)


def _stage(stage_id: str, row: Table, named: Named, stage_ids: frozenset[str]) -> ReferralStage:
    then = find_ids(row, "then", stage_ids, "state of a referral")
    if stage_id in then:
        row.fault("a state cannot follow itself")
    return ReferralStage(
        id=stage_id,
        words=row.need("words").text(),
        then=then,
        side=row.find_flag("side"),
        **read_grounds(row, named),
    )


def _report_dead_ends(table: Table, stages: tuple[ReferralStage, ...]) -> None:
    """Every state must be reachable from the first one, or a referral could never be in it."""
    if not stages:
        return
    then = {stage.id: stage.then for stage in stages}
    reached, to_see = set[str](), [stages[0].id]
    while to_see:
        stage_id = to_see.pop()
        if stage_id not in reached:
            reached.add(stage_id)
            to_see += then.get(stage_id, ())
    for stage_id, value in table.pairs():
        if stage_id not in reached:
            value.fault(f"no other state leads to this one: {stage_id}")


def _after_return(table: Table, named: Named, stage_ids: frozenset[str]) -> AfterReturn:
    found = AfterReturn(
        stage=_stage_id(table, stage_ids),
        within_working_days=table.need("within_working_days").integer(1),
        demands=read_statements(table.need("demands"), named),
        meeting_from=table.need("meeting_from").integer(1),
        escalate_from=table.need("escalate_from").integer(1),
        **read_grounds(table, named),
    )
    table.finish()
    if found.escalate_from <= found.meeting_from and not table.need("meeting_from").missing:
        table.fault("a letter to the commissioner (escalate_from) comes after the meeting")
    return found


def _while_waiting(table: Table, named: Named, stage_ids: frozenset[str]) -> WhileWaiting:
    found = WhileWaiting(
        stage=_stage_id(table, stage_ids),
        every_days=table.need("every_days").integer(1),
        triggers=read_statements(table.need("triggers"), named),
        **read_grounds(table, named),
    )
    table.finish()
    return found


def _stage_id(table: Table, stage_ids: frozenset[str]) -> str:
    value = table.need("stage")
    stage_id = value.text()
    if stage_id and stage_id not in stage_ids:
        value.fault(f"there is no such state of a referral: {stage_id}")
    return stage_id


def read_sharing(table: Table, named: Named) -> SharingFlow:
    """The questions of sharing in their order, what to log, and what the law says."""

    def read_step(row_id: str, row: Table) -> SharingStep:
        return SharingStep(
            id=row_id,
            question=row.need("question").text(),
            route=row.need("route").text(),
            consent=row.need("consent").choice(Consent),
            tell=row.need("tell").text(),
            ground=row.need("ground").text(),
            with_whom=row.find_text("with_whom"),
            why=row.find_text("why"),
            **read_grounds(row, named),
        )

    flow = SharingFlow(
        steps=read_rows(table.need("steps").table(), read_step),
        to_log=read_statements(table.need("to_log"), named),
        replying=read_statements(table.need("replying"), named),
        law=read_statements(table.need("law"), named),
    )
    table.finish()
    return flow


def read_area(table: Table, named: Named) -> Area:
    """What one area sets, each value with what it rests on."""
    basis: dict[str, Grounded] = {}

    def figure(key: str, minimum: int = 1) -> int:
        row = table.need(key).table()
        value = row.need("value").integer(minimum)
        basis[key] = read_grounded(row, named)
        row.finish()
        return value

    automatic = table.need("honour_based_automatic").table()
    bands = table.need("risk_bands").table()
    area = Area(
        id=table.need("id").text(),
        name=table.need("name").text(),
        marac_count=figure("marac_count"),
        escalation_events=figure("escalation_events"),
        escalation_days=figure("escalation_days"),
        repeat_days=figure("repeat_days"),
        honour_based_automatic=automatic.need("value").flag(),
        child_present_months=figure("child_present_months"),
        risk_bands=tuple(_band(item.table()) for item in bands.need("bands").items()),
        basis=basis,
    )
    basis["honour_based_automatic"] = read_grounded(automatic, named)
    basis["risk_bands"] = read_grounded(bands, named)
    for inner in (automatic, bands, table):
        inner.finish()
    _report_area(table, area)
    return area


def _band(row: Table) -> RiskBand:
    band = RiskBand(name=row.need("name").text(), from_points=row.need("from_points").integer())
    row.finish()
    return band


def _report_area(table: Table, area: Area) -> None:
    months = table.need("child_present_months")
    if not _CHILD_MONTHS_FROM <= area.child_present_months <= _CHILD_MONTHS_TO:
        months.fault(f"from {_CHILD_MONTHS_FROM} to {_CHILD_MONTHS_TO} months are allowed")
    starts = [band.from_points for band in area.risk_bands]
    if starts != sorted(set(starts)):
        table.need("risk_bands").fault("each band begins above the one before")
    if starts and starts[-1] != area.marac_count:
        table.need("risk_bands").fault("the last band begins at marac_count")


def read_local_area(table: Table, areas: Mapping[str, Area]) -> str:
    """Which of the areas holds here."""
    value = table.need("area")
    area_id = value.text()
    if area_id and area_id not in areas:
        value.fault(f"there is no such area: {area_id} (known: {', '.join(areas)})")
    table.finish()
    return area_id
