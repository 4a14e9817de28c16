"""What comes after the room: kinds of help, referrals and how they move, and sharing."""

from __future__ import annotations

from enum import StrEnum

from gpsupport.domain.directory.option import OptionKind
from gpsupport.domain.knowledge.content.care import (
    Consent,
    SharingFlow,
    SharingStep,
)
from gpsupport.domain.knowledge.content.referring import (
    AfterReturn,
    GapGroup,
    HelpKind,
    ReadinessQuestion,
    ReasonBack,
    ReferralRules,
    ReferralStage,
    WhileWaiting,
    WorseRule,
    WorseSign,
)
from gpsupport.domain.referral.states import ReferralState, ReturnReason, Worse
from gpsupport.knowledge.content.grounds import (
    Named,
    find_ids,
    read_grounds,
    read_rows,
    read_statement,
    read_statements,
)
from gpsupport.knowledge.content.matching import read_matching
from gpsupport.knowledge.reading import Table, Value


def read_referral(table: Table, named: Named) -> ReferralRules:
    """Kinds of help, what makes a referral ready, its states, and what bridges a wait."""
    stages = table.need("stages").table()
    stage_ids = frozenset(stage_id for stage_id, _ in stages.pairs())
    gaps = table.need("gap_groups").table()
    gap_ids = frozenset(gap_id for gap_id, _ in gaps.pairs())
    reasons = table.need("return_reasons").table()
    rules = ReferralRules(
        kinds=read_rows(table.need("kinds").table(), lambda key, row: _kind(key, row, named)),
        service_questions=_questions(table.need("service_questions"), named),
        letter_parts=_questions(table.need("letter_parts"), named),
        stages=read_rows(stages, lambda key, row: _stage(key, row, named, stage_ids)),
        return_reasons=read_rows(reasons, lambda key, row: _reason(key, row, named, gap_ids)),
        gap_groups=read_rows(gaps, lambda key, row: _gap(key, row, named)),
        after_return=_after_return(table.need("after_return").table(), named, stage_ids),
        while_waiting=_while_waiting(table.need("while_waiting").table(), named, stage_ids),
        holding=read_statements(table.need("holding"), named),
        not_safe=read_statement(table.need("not_safe"), named),
        matching=read_matching(table.need("matching").table(), named),
    )
    table.finish()
    _report_dead_ends(stages, rules.stages)
    report_other_than(stages, ReferralState)
    report_other_than(reasons, ReturnReason)
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


def _reason(reason_id: str, row: Table, named: Named, gap_ids: frozenset[str]) -> ReasonBack:
    gap = row.find("gap")
    gap_id = gap.text() if gap else ""
    if gap and gap_id not in gap_ids:
        gap.fault(f"there is no such gap group: {gap_id}")
    words, ask = row.need("words").text(), row.find_text("ask")
    return ReasonBack(id=reason_id, words=words, gap=gap_id, ask=ask, **read_grounds(row, named))


def _gap(gap_id: str, row: Table, named: Named) -> GapGroup:
    words, short = row.need("words").text(), row.need("short").text()
    return GapGroup(id=gap_id, words=words, short=short, **read_grounds(row, named))


def _worse(sign_id: str, row: Table, named: Named) -> WorseSign:
    return WorseSign(id=sign_id, words=row.need("words").text(), **read_grounds(row, named))


def _worse_rule(rule_id: str, row: Table, named: Named) -> WorseRule:
    return WorseRule(
        id=rule_id,
        words=row.need("words").text(),
        when=frozenset(one.choice(Worse) for one in row.need("when").items()),
        **read_grounds(row, named),
    )


def _report_unheeded(table: Table, rules: tuple[WorseRule, ...]) -> None:
    """Every sign leads to something, or it would be noticed for nothing."""
    unheeded = set(Worse).difference(*(one.when for one in rules))
    if rules and unheeded:
        table.fault(f"nothing is said about: {', '.join(sorted(unheeded))}")


def report_other_than(table: Table, kinds: type[StrEnum]) -> None:
    """The program knows a fixed set of ids: each is described, and no other."""
    known, told = {one.value for one in kinds}, {key for key, _ in table.pairs()}
    for key, value in table.pairs():
        if key not in known:
            value.fault(f"the program does not know this: {key}")
    if missing := sorted(known - told):
        table.fault(f"not described: {', '.join(missing)}")


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
        say=read_statement(table.need("say"), named),
        **read_grounds(table, named),
    )
    table.finish()
    if found.escalate_from <= found.meeting_from and not table.need("meeting_from").missing:
        table.fault("a letter to the commissioner (escalate_from) comes after the meeting")
    return found


def _while_waiting(table: Table, named: Named, stage_ids: frozenset[str]) -> WhileWaiting:
    worse = table.need("worse").table()
    triggers = table.need("triggers").table()
    found = WhileWaiting(
        stage=_stage_id(table, stage_ids),
        every_days=table.need("every_days").integer(1),
        every_days_when_worse=table.need("every_days_when_worse").integer(1),
        no_reply_after_days=table.need("no_reply_after_days").integer(1),
        urgent_reply_working_days=table.need("urgent_reply_working_days").integer(1),
        worse=read_rows(worse, lambda key, row: _worse(key, row, named)),
        triggers=read_rows(triggers, lambda key, row: _worse_rule(key, row, named)),
        same_day=read_rows(
            table.need("same_day").table(), lambda key, row: _worse_rule(key, row, named)
        ),
        **read_grounds(table, named),
    )
    table.finish()
    report_other_than(worse, Worse)
    _report_unheeded(triggers, found.triggers)
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
