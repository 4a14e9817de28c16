"""Who is told, what a request leads to, which changes make sense; and break-glass as a machine."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from gpsupport.domain.access import (
    NO_RULES,
    Because,
    CaseRules,
    Decision,
    Kind,
    Opening,
    Permission,
    Purpose,
    Thing,
    judge,
)
from gpsupport.domain.people import Actor, Clinician, NhsNumber, Role
from gpsupport.domain.record_access import (
    OPEN_FOR,
    Answer,
    Caution,
    Change,
    Hindrance,
    Practitioners,
    RecordRequest,
    Verdict,
    answer_request,
    cautions,
    hindrance,
    hindrance_to_own_denial,
    lead_to_tell,
    practitioners,
)

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ROLES = {
    "gp-1": Role.GP,
    "gp-2": Role.GP,
    "nurse": Role.NURSE,
    "lead-1": Role.SAFEGUARDING_LEAD,
    "lead-2": Role.SAFEGUARDING_LEAD,
    "front": Role.RECEPTIONIST,
}
STAFF = Practitioners(
    everybody=frozenset(ROLES), able=frozenset(ROLES) - {"front"}, leads=("lead-1", "lead-2")
)
RESTRICTED = CaseRules(named=frozenset({"gp-1"}))


def actor(name: str) -> Actor:
    return Actor("practice", name, name, ROLES[name])


# ---------------------------------------------------------------- who is told


def test_staff_are_sorted_by_what_they_may_do_now() -> None:
    staff = (
        Clinician("a", "A", (Role.RECEPTIONIST, Role.SAFEGUARDING_LEAD)),
        Clinician("b", "B", (Role.GP,)),
        Clinician("c", "C", (Role.SAFEGUARDING_LEAD,), disabled=True),
        Clinician("d", "D", (Role.ADMINISTRATOR,)),
    )
    assert practitioners(staff) == Practitioners(
        everybody=frozenset("abcd"), able=frozenset("ab"), leads=("a",)
    )


@pytest.mark.parametrize(
    ("about", "denied", "told"),
    [
        ("gp-1", set(), "lead-1"),
        ("lead-1", set(), "lead-2"),
        ("lead-2", set(), "lead-1"),
        ("gp-1", {"lead-1"}, "lead-2"),
        ("lead-2", {"lead-1"}, None),
        ("gp-1", {"lead-1", "lead-2"}, None),
    ],
)
def test_the_lead_who_is_told_is_neither_the_one_it_is_about_nor_denied(
    about: str, denied: set[str], told: str | None
) -> None:
    assert lead_to_tell(STAFF.leads, about, frozenset(denied)) == told


# ---------------------------------------------------------------- requests

WHOLE = RecordRequest(
    born=date(1990, 5, 17),
    reason="She rang from a locked room",
    purpose=Purpose.DIRECT_CARE,
    nhs_number=NhsNumber("9434765919"),
)


@pytest.mark.parametrize(
    ("changed", "missing"),
    [
        ({}, ()),
        ({"nhs_number": None, "family": "O'Brien", "given": "Zoë"}, ()),
        ({"nhs_number": None, "family": "O'Brien"}, ("nhs_number",)),
        ({"nhs_number": None, "family": "'", "given": "Zoë"}, ("nhs_number",)),
        ({"born": None}, ("born",)),
        ({"reason": "   nine let   "}, ("reason",)),
        ({"reason": "ten letter s"}, ()),
        ({"purpose": None}, ("purpose",)),
        ({"purpose": Purpose.OVERSIGHT}, ("purpose",)),
        ({"born": None, "nhs_number": None, "reason": ""}, ("nhs_number", "born", "reason")),
    ],
)
def test_a_request_says_who_why_and_what_for(
    changed: dict[str, object], missing: tuple[str, ...]
) -> None:
    assert replace(WHOLE, **changed).missing == missing  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "rules", "leads", "verdict"),
    [
        ("gp-2", None, STAFF.leads, Verdict(Answer.REFUSE, Because.UNKNOWN, "lead-1")),
        ("gp-2", None, (), Verdict(Answer.REFUSE, Because.UNKNOWN, None)),
        ("gp-2", NO_RULES, STAFF.leads, Verdict(Answer.VISIBLE, None, None)),
        ("gp-2", NO_RULES, (), Verdict(Answer.VISIBLE, None, None)),
        ("gp-1", RESTRICTED, (), Verdict(Answer.VISIBLE, Because.NAMED, None)),
        ("gp-2", RESTRICTED, STAFF.leads, Verdict(Answer.OPEN, Because.EMERGENCY, "lead-1")),
        ("lead-1", RESTRICTED, STAFF.leads, Verdict(Answer.OPEN, Because.EMERGENCY, "lead-2")),
        ("lead-1", RESTRICTED, ("lead-1",), Verdict(Answer.REFUSE, Because.NOT_NAMED, None)),
        ("gp-2", RESTRICTED, (), Verdict(Answer.REFUSE, Because.NOT_NAMED, None)),
        ("front", RESTRICTED, STAFF.leads, Verdict(Answer.REFUSE, Because.ROLE, "lead-1")),
    ],
)
def test_what_a_request_leads_to(
    name: str, rules: CaseRules | None, leads: tuple[str, ...], verdict: Verdict
) -> None:
    assert answer_request(actor(name), rules, leads, NOW) == verdict


def test_an_opening_in_force_is_held_and_not_made_again() -> None:
    opened = replace(RESTRICTED, opened=frozenset({Opening("gp-2", NOW, NOW + OPEN_FOR)}))
    assert answer_request(actor("gp-2"), opened, STAFF.leads, NOW).answer is Answer.HELD
    late = NOW + OPEN_FOR
    assert answer_request(actor("gp-2"), opened, STAFF.leads, late).answer is Answer.OPEN
    assert answer_request(actor("nurse"), opened, STAFF.leads, NOW).answer is Answer.OPEN


def test_a_denial_beats_naming_and_an_opening_that_was_granted_before() -> None:
    rules = CaseRules(
        named=frozenset({"gp-2"}),
        denied=frozenset({"gp-2", "lead-1"}),
        opened=frozenset({Opening("gp-2", NOW, NOW + OPEN_FOR)}),
    )
    verdict = answer_request(actor("gp-2"), rules, STAFF.leads, NOW)
    assert (verdict.answer, verdict.because) == (Answer.REFUSE, Because.DENIED)
    assert verdict.told == "lead-2"


# ---------------------------------------------------------------- changes of the rules

DENIED = CaseRules(named=frozenset({"gp-1", "nurse"}), denied=frozenset({"gp-2", "nurse"}))


@pytest.mark.parametrize(
    ("change", "staff_id", "rules", "found"),
    [
        (Change.NAME, "gp-1", NO_RULES, None),
        (Change.NAME, "gp-1", RESTRICTED, Hindrance.NAMED_ALREADY),
        (Change.NAME, "gp-2", DENIED, Hindrance.DENIED_STILL),
        (Change.NAME, "front", NO_RULES, Hindrance.NEVER_CONSULTS),
        (Change.NAME, "nobody", NO_RULES, Hindrance.NOT_STAFF),
        (Change.UNNAME, "gp-1", RESTRICTED, Hindrance.LAST_NAMED),
        (Change.UNNAME, "gp-2", RESTRICTED, Hindrance.NOT_NAMED),
        # The nurse is named but denied as well: with the GP gone nobody would be left.
        (Change.UNNAME, "gp-1", DENIED, Hindrance.LAST_NAMED),
        (Change.UNNAME, "nurse", DENIED, None),
        (Change.DENY, "gp-2", NO_RULES, None),
        (Change.DENY, "front", NO_RULES, None),
        (Change.DENY, "gp-1", RESTRICTED, Hindrance.LAST_NAMED),
        (Change.DENY, "gp-2", DENIED, Hindrance.DENIED_ALREADY),
        (Change.DENY, "nobody", NO_RULES, Hindrance.NOT_STAFF),
        (Change.LIFT, "gp-2", DENIED, None),
        (Change.LIFT, "gp-1", DENIED, Hindrance.NOT_DENIED),
        (Change.UNRESTRICT, "", RESTRICTED, None),
        (Change.UNRESTRICT, "", NO_RULES, Hindrance.NOT_RESTRICTED),
    ],
)
def test_a_change_that_makes_no_sense_is_hindered(
    change: Change, staff_id: str, rules: CaseRules, found: Hindrance | None
) -> None:
    assert hindrance(change, staff_id, rules, STAFF) is found


def test_naming_one_who_has_gone_leaves_nobody() -> None:
    gone = CaseRules(named=frozenset({"gp-1", "gone"}))
    assert hindrance(Change.UNNAME, "gp-1", gone, STAFF) is Hindrance.LAST_NAMED


def test_a_lead_shuts_herself_out_only_knowingly_and_where_another_stays() -> None:
    def found(leads: tuple[str, ...], denied: set[str], *, sure: bool) -> Hindrance | None:
        rules = CaseRules(denied=frozenset(denied))
        return hindrance_to_own_denial("lead-1", rules, leads, sure=sure)

    assert found(STAFF.leads, set(), sure=False) is Hindrance.NOT_SURE
    assert found(STAFF.leads, set(), sure=True) is None
    assert found(("lead-1",), set(), sure=True) is Hindrance.NO_OTHER_LEAD
    assert found(STAFF.leads, {"lead-2"}, sure=True) is Hindrance.NO_OTHER_LEAD


@pytest.mark.parametrize(
    ("rules", "leads", "found"),
    [
        (NO_RULES, STAFF.leads, ()),
        (CaseRules(denied=frozenset({"lead-1"})), STAFF.leads, (Caution.ONE_TO_TELL,)),
        (NO_RULES, ("lead-1",), (Caution.ONE_TO_TELL,)),
        (CaseRules(denied=frozenset({"lead-1"})), ("lead-1",), (Caution.NOBODY_TO_TELL,)),
        (RESTRICTED, STAFF.leads, ()),
        (CaseRules(named=frozenset({"gone"})), STAFF.leads, (Caution.NOBODY_LEFT,)),
        (
            CaseRules(named=frozenset({"gp-1"}), denied=frozenset({"gp-1"})),
            STAFF.leads,
            (Caution.NOBODY_LEFT,),
        ),
    ],
)
def test_a_lead_is_told_what_the_rules_bring_with_them(
    rules: CaseRules, leads: tuple[str, ...], found: tuple[Caution, ...]
) -> None:
    assert cautions(rules, replace(STAFF, leads=leads)) == found


# ---------------------------------------------------------------- break-glass, any way it may go

PATIENTS = ("pat-1", "pat-2")
PEOPLE = tuple(ROLES)


@dataclass(frozen=True)
class Told:
    """What a request left behind."""

    staff_id: str
    patient_id: str
    told: str | None
    eligible: frozenset[str]
    opening: Opening | None


class BreakGlass(RuleBasedStateMachine):
    """Leads change rules, people ask, time passes; the policy is asked every time."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.cases = dict.fromkeys(PATIENTS, NO_RULES)
        self.leads: tuple[str, ...] = STAFF.leads
        self.told: list[Told] = []

    @property
    def staff(self) -> Practitioners:
        return replace(STAFF, leads=self.leads)

    @rule(minutes=st.integers(1, 40))
    def time_passes(self, minutes: int) -> None:
        self.now += minutes * MINUTE

    @rule(leads=st.sets(st.sampled_from(STAFF.leads)))
    def leads_come_and_go(self, leads: set[str]) -> None:
        self.leads = tuple(sorted(leads))

    @rule(
        patient=st.sampled_from(PATIENTS),
        staff_id=st.sampled_from(PEOPLE),
        change=st.sampled_from((Change.NAME, Change.UNNAME, Change.DENY, Change.LIFT)),
    )
    def a_rule_changes(self, patient: str, staff_id: str, change: Change) -> None:
        rules = self.cases[patient]
        if hindrance(change, staff_id, rules, self.staff) is not None:
            return
        one = frozenset({staff_id})
        self.cases[patient] = {
            Change.NAME: replace(rules, named=rules.named | one),
            Change.UNNAME: replace(rules, named=rules.named - one),
            Change.DENY: replace(rules, named=rules.named - one, denied=rules.denied | one),
            Change.LIFT: replace(rules, denied=rules.denied - one),
        }[change]

    @rule(patient=st.sampled_from(PATIENTS))
    def the_named_list_ends(self, patient: str) -> None:
        self.cases[patient] = replace(self.cases[patient], named=frozenset())

    @rule(patient=st.sampled_from((*PATIENTS, None)), staff_id=st.sampled_from(PEOPLE))
    def somebody_asks(self, patient: str | None, staff_id: str) -> None:
        rules = self.cases[patient] if patient else None
        verdict = answer_request(actor(staff_id), rules, self.leads, self.now)
        if verdict.answer in {Answer.VISIBLE, Answer.HELD}:
            assert patient is not None
            assert self.sees(staff_id, patient)
            return
        opening = None
        if verdict.answer is Answer.OPEN:
            assert patient is not None
            assert not self.sees(staff_id, patient)
            opening = Opening(staff_id, self.now, self.now + OPEN_FOR)
            opened = self.cases[patient].opened | {opening}
            self.cases[patient] = replace(self.cases[patient], opened=opened)
            assert self.sees(staff_id, patient)
        denied = rules.denied if rules else frozenset()
        eligible = frozenset(self.leads) - denied - {staff_id}
        self.told.append(Told(staff_id, patient or "", verdict.told, eligible, opening))

    def sees(self, staff_id: str, patient: str) -> bool:
        """Whether the policy shows somebody a patient's record now."""
        return any(
            judge(
                actor(staff_id),
                permission,
                Thing(kind, "practice", self.cases[patient]),
                purpose,
                self.now,
            ).decision
            is not Decision.DENY
            for permission, kind, purpose in (
                (Permission.CONSULT, Kind.CLINICAL, Purpose.DIRECT_CARE),
                (Permission.FIND_PATIENT, Kind.PATIENT, Purpose.SAFEGUARDING),
            )
        )

    @invariant()
    def whoever_is_denied_never_sees(self) -> None:
        for patient, staff_id in product(PATIENTS, PEOPLE):
            if staff_id in self.cases[patient].denied:
                assert not self.sees(staff_id, patient)

    @invariant()
    def nobody_else_sees_a_restricted_record_without_an_opening_of_their_own(self) -> None:
        for patient, staff_id in product(PATIENTS, PEOPLE):
            rules = self.cases[patient]
            if rules.named and staff_id not in rules.named and self.sees(staff_id, patient):
                own = [one for one in rules.opened if one.staff_id == staff_id]
                assert any(one.at <= self.now < one.at + 15 * MINUTE for one in own)
                left = {
                    (one.staff_id, one.opening) for one in self.told if one.patient_id == patient
                }
                assert {(one.staff_id, one) for one in own} <= left

    @invariant()
    def every_opening_has_one_item_told_to_somebody_eligible(self) -> None:
        openings = [one for rules in self.cases.values() for one in rules.opened]
        with_opening = [one for one in self.told if one.opening is not None]
        assert len(openings) == len(with_opening)
        for one in with_opening:
            assert one.told in one.eligible
        for opening in openings:
            assert opening.until - opening.at == 15 * MINUTE

    @invariant()
    def nothing_goes_to_the_one_it_is_about(self) -> None:
        for one in self.told:
            assert one.told != one.staff_id
            assert one.told in {None, *one.eligible}

    @precondition(lambda self: any(rules.named for rules in self.cases.values()))
    @invariant()
    def a_named_list_never_ends_by_being_taken_apart(self) -> None:
        for rules in self.cases.values():
            if rules.named:
                assert (rules.named - rules.denied) & STAFF.able


TestBreakGlass = BreakGlass.TestCase
TestBreakGlass.settings = settings(
    max_examples=max(200, settings.default.max_examples if settings.default else 0),
    stateful_step_count=30,
    deadline=None,
)
