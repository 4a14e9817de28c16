"""The rules of one patient's record: changed by a lead, with reasons, and never forgotten."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from gpsupport.actions.errors import Incomplete, NotFound
from gpsupport.actions.record_access import (
    ChangeRefused,
    RuleChange,
    change_rules,
    list_ruled_records,
    read_record_access,
)
from gpsupport.domain.access import Denied
from gpsupport.domain.people import Actor
from gpsupport.domain.record_access import Caution, Change, Hindrance, RuleKind
from gpsupport.persistence.rows import CaseRuleRow
from tests.integration.actions.guarded import REASON, Guarded, disable, guarded
from tests.integration.actions.steps import opened
from tests.integration.actions.world import NOW, World

HOUR = timedelta(hours=1)


@pytest.fixture
def scene(world: World) -> Guarded:
    """A record without rules."""
    return guarded(world)


def sees(scene: Guarded, who: Actor) -> bool:
    """Whether somebody can open the patient."""
    try:
        opened(scene.world, who)
    except NotFound:
        return False
    return True


def test_naming_shuts_everybody_else_out_until_the_list_ends(scene: Guarded) -> None:
    world = scene.world
    assert sees(scene, scene.nurse)
    scene.change(Change.NAME, world.doctor, world.colleague)
    assert [sees(scene, one) for one in (world.doctor, world.colleague, scene.nurse)] == [
        True,
        True,
        False,
    ]
    scene.change(Change.UNNAME, world.colleague)
    assert not sees(scene, world.colleague)
    scene.change(Change.UNRESTRICT)
    assert sees(scene, scene.nurse)


def test_a_denial_takes_off_the_list_and_lifting_it_does_not_put_back(scene: Guarded) -> None:
    world = scene.world
    scene.change(Change.NAME, world.doctor, world.colleague)
    scene.change(Change.DENY, world.colleague)
    scene.change(Change.LIFT, world.colleague)
    assert not sees(scene, world.colleague)
    scene.change(Change.NAME, world.colleague)
    assert sees(scene, world.colleague)


def test_every_rule_stays_with_its_reasons_and_who_made_it(scene: Guarded) -> None:
    scene.change(Change.DENY, scene.nurse)
    wanted = RuleChange(Change.LIFT, (scene.nurse.clinician_id,), "It was the other Nia Bell")
    change_rules(scene.world.database, scene.second_lead, scene.patient_id, wanted, NOW + HOUR)
    read = read_record_access(scene.world.database, scene.lead, scene.patient_id, NOW)
    (rule,) = read.rules
    assert (rule.kind, rule.staff, rule.reason) == (RuleKind.DENIED, "Nia Bell", REASON)
    assert (rule.made_by, rule.made_at) == ("Dr Lea Dunn", NOW)
    assert (rule.ended_by, rule.ended_at) == ("Dr Sol Ames", NOW + HOUR)
    assert rule.end_reason == "It was the other Nia Bell"
    with Session(scene.world.database._engine) as session:
        (stored,) = session.scalars(select(CaseRuleRow))
        assert b"other Nia" not in (stored.reason_sealed or b"")


@pytest.mark.parametrize(
    ("change", "whom", "found"),
    [
        (Change.UNNAME, lambda s: s.world.doctor, Hindrance.LAST_NAMED),
        (Change.DENY, lambda s: s.world.doctor, Hindrance.LAST_NAMED),
        (Change.NAME, lambda s: s.world.receptionist, Hindrance.NEVER_CONSULTS),
        (Change.NAME, lambda s: s.world.doctor, Hindrance.NAMED_ALREADY),
        (Change.LIFT, lambda s: s.world.doctor, Hindrance.NOT_DENIED),
        (Change.DENY, lambda s: s.lead, Hindrance.NOT_SURE),
    ],
)
def test_what_makes_no_sense_changes_nothing(
    scene: Guarded, change: Change, whom: Callable[[Guarded], Actor], found: Hindrance
) -> None:
    scene.change(Change.NAME, scene.world.doctor)
    before = read_record_access(scene.world.database, scene.lead, scene.patient_id, NOW)
    with pytest.raises(ChangeRefused) as refused:
        # The nurse could be changed: with one who cannot, she is not changed either.
        scene.change(change, scene.nurse, whom(scene)) if change is Change.NAME else scene.change(
            change, whom(scene)
        )
    assert refused.value.hindrance is found
    assert read_record_access(scene.world.database, scene.lead, scene.patient_id, NOW) == before


def test_a_change_wants_a_reason_and_somebody(scene: Guarded) -> None:
    with pytest.raises(Incomplete) as missing:
        change_rules(
            scene.world.database,
            scene.lead,
            scene.patient_id,
            RuleChange(Change.DENY, (), " short "),
            NOW,
        )
    assert missing.value.fields == ("staff", "reason")


def test_a_lead_who_is_denied_sees_and_changes_nothing(scene: Guarded) -> None:
    scene.change(Change.DENY, scene.second_lead)
    database = scene.world.database
    with pytest.raises(NotFound):
        read_record_access(database, scene.second_lead, scene.patient_id, NOW)
    for change, whom in (
        (Change.LIFT, scene.second_lead),
        (Change.DENY, scene.lead),
        (Change.NAME, scene.second_lead),
    ):
        with pytest.raises(NotFound):
            scene.change(change, whom, by=scene.second_lead)
    assert list_ruled_records(database, scene.second_lead, NOW) == ()
    (ruled,) = list_ruled_records(database, scene.lead, NOW)
    assert (ruled.patient.id, ruled.named, ruled.denied) == (scene.patient_id, 0, 1)


def test_a_lead_shuts_herself_out_knowingly_and_only_where_another_stays(scene: Guarded) -> None:
    scene.change(Change.DENY, scene.lead, scene.nurse, sure=True)
    assert not sees(scene, scene.lead)
    assert not sees(scene, scene.nurse)
    with pytest.raises(NotFound):
        scene.change(Change.LIFT, scene.lead)
    with pytest.raises(ChangeRefused) as refused:
        scene.change(Change.DENY, scene.second_lead, by=scene.second_lead, sure=True)
    assert refused.value.hindrance is Hindrance.NO_OTHER_LEAD
    scene.change(Change.LIFT, scene.lead, by=scene.second_lead)
    assert sees(scene, scene.lead)


def test_nobody_but_a_lead_guards_records(scene: Guarded) -> None:
    world = scene.world
    for who in (world.doctor, scene.nurse, world.receptionist, world.operator, world.system):
        with pytest.raises(Denied):
            scene.change(Change.NAME, world.doctor, by=who)
        with pytest.raises(Denied):
            read_record_access(world.database, who, scene.patient_id, NOW)
        with pytest.raises(Denied):
            list_ruled_records(world.database, who, NOW)


def test_the_lead_is_told_when_few_are_left_to_tell(scene: Guarded) -> None:
    def told() -> tuple[Caution, ...]:
        read = read_record_access(scene.world.database, scene.lead, scene.patient_id, NOW)
        return read.cautions

    assert told() == ()
    scene.change(Change.DENY, scene.second_lead)
    assert told() == (Caution.ONE_TO_TELL,)
    scene.change(Change.NAME, scene.nurse)
    disable(scene.world, scene.nurse)
    assert told() == (Caution.ONE_TO_TELL, Caution.NOBODY_LEFT)


def test_what_holds_now_is_read_with_the_openings_in_force(scene: Guarded) -> None:
    scene.change(Change.NAME, scene.world.doctor)
    scene.ask(scene.nurse)
    database = scene.world.database
    read = read_record_access(database, scene.lead, scene.patient_id, NOW)
    assert [name for name, _ in read.openings] == ["Nia Bell"]
    late = read_record_access(database, scene.lead, scene.patient_id, NOW + HOUR)
    assert late.openings == ()


def test_reading_and_changing_rules_is_audited(scene: Guarded) -> None:
    before = len(scene.audit())
    scene.change(Change.DENY, scene.nurse)
    read_record_access(scene.world.database, scene.lead, scene.patient_id, NOW)
    assert scene.audit()[before:] == [
        (scene.lead.clinician_id, "restrict-record", scene.patient_id, "allow", ""),
        (scene.lead.clinician_id, "read-restrictions", scene.patient_id, "allow", ""),
    ]
