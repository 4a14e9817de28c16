"""Every route, every role, every way somebody can stand to a patient: each cell is right (G6).

The table below is written from what safety asks for, not from the code. A route that is not in it
fails the build. What is forbidden must be to the byte what is unknown, but for the ids drawn anew.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import insert
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from gpsupport.actions.directory.curating import propose
from gpsupport.actions.exchange import take_in_record
from gpsupport.actions.identity import add_clinician
from gpsupport.actions.practices import add_practice, system_actor
from gpsupport.demo.shapes import as_bytes
from gpsupport.domain.access import Occasion, Permission, Purpose
from gpsupport.domain.directory.option import OptionKind
from gpsupport.domain.events import Event
from gpsupport.domain.knowledge.content.standing import PackVersion
from gpsupport.domain.knowledge.releases.governance import Release
from gpsupport.domain.meetings.meeting import AgendaItem, Attendee, Meeting
from gpsupport.domain.people import Actor, Role
from gpsupport.domain.referral.events import BegunReferral
from gpsupport.fhir.reading import read_record
from gpsupport.persistence.rows import CaseRuleRow, OpeningRow, ReviewItemRow, Row
from tests.rig.families import make_families, take_in, tell
from tests.rig.world import MORNING, SECOND_GP, Quick, World, open_world, seen

CLINICIANS = frozenset({Role.GP, Role.NURSE, Role.SAFEGUARDING_LEAD})
LEADS = frozenset({Role.SAFEGUARDING_LEAD})
EVERYBODY = frozenset(Role)
# Whoever may read the content; at the front desk it would be seen by whoever stands there.
READERS = EVERYBODY - {Role.RECEPTIONIST}
CANARY = "Zaunkoenig"

# How somebody can stand to a patient. Who is "seen" may be seen by whoever may do this at all.
SEEN = ("own practice", "named", "emergency", "linked")
HIDDEN = ("other practice", "named-only", "denied", "denied though named and opened")


@dataclass(frozen=True)
class Expected:
    """Who may use a route. `past_named`: a restriction to named staff does not hide from it."""

    roles: frozenset[Role] = EVERYBODY
    form: dict[str, str] = field(default_factory=dict)
    anonymous: bool = False
    past_named: bool = False
    confirmed: bool = False


SAVED = {"asked": "yes", "outcome": "not-disclosed", "words": "", "observed": ""}
REASON = "Called by the hospital"

# Endpoint and method. The forms are good ones, so that a refusal is about who asks.
PLAIN: dict[tuple[str, str], Expected] = {
    ("account.front", "GET"): Expected(anonymous=True),
    ("account.choose_person", "POST"): Expected(anonymous=True),
    ("account.leave", "POST"): Expected(anonymous=True),
    ("account.hide", "GET"): Expected(),
    ("asset", "GET"): Expected(anonymous=True),
    ("health.healthz", "GET"): Expected(anonymous=True),
    ("health.readyz", "GET"): Expected(anonymous=True),
    ("health.running_version", "GET"): Expected(anonymous=True),
    ("signing_in.ask_password", "GET"): Expected(anonymous=True),
    ("signing_in.take_password", "POST"): Expected(anonymous=True),
    ("provider.ask", "GET"): Expected(anonymous=True),
    ("provider.start", "POST"): Expected(anonymous=True),
    ("provider.keys", "GET"): Expected(anonymous=True),
    ("provider.come_back", "GET"): Expected(anonymous=True),
    # Steps of signing in, which somebody who is through has behind them.
    ("signing_in.ask_code", "GET"): Expected(),
    ("signing_in.take_code", "POST"): Expected(),
    ("signing_in.set_up", "GET"): Expected(),
    ("signing_in.ask_role", "GET"): Expected(),
    ("signing_in.take_role", "POST"): Expected(),
    ("lock.show_lock", "GET"): Expected(),
    ("lock.unlock", "POST"): Expected(),
    ("lock.ask_again", "GET"): Expected(),
    ("lock.take_answer", "POST"): Expected(),
    ("lock.here", "POST"): Expected(),
    ("own.show", "GET"): Expected(),
    ("own.ask_password", "GET"): Expected(),
    ("own.take_password", "POST"): Expected(),
    ("own.renew_codes", "POST"): Expected(confirmed=True),
    ("own.ask_second_factor", "GET"): Expected(confirmed=True),
    ("own.take_second_factor", "POST"): Expected(confirmed=True),
    ("own.leave_everywhere", "POST"): Expected(),
    ("developer.start", "GET"): Expected(anonymous=True),
    ("developer.sample", "GET"): Expected(anonymous=True),
    ("directory.general_help", "GET"): Expected(
        CLINICIANS | {Role.PRACTICE_MANAGER, Role.IRIS_ADVOCATE}
    ),
    ("directory.whole_list", "GET"): Expected(
        CLINICIANS | {Role.PRACTICE_MANAGER, Role.IRIS_ADVOCATE}
    ),
    ("directory.find_general_help", "POST"): Expected(
        CLINICIANS | {Role.PRACTICE_MANAGER, Role.IRIS_ADVOCATE}, {"sought": "play"}
    ),
    ("directory.find_in_list", "POST"): Expected(
        CLINICIANS | {Role.PRACTICE_MANAGER, Role.IRIS_ADVOCATE}, {"sought": "play"}
    ),
    ("curating.new", "GET"): Expected(CLINICIANS | {Role.PRACTICE_MANAGER, Role.IRIS_ADVOCATE}),
    ("curating.propose_new", "POST"): Expected(
        CLINICIANS | {Role.PRACTICE_MANAGER, Role.IRIS_ADVOCATE}
    ),
    ("curating.correct", "GET"): Expected(CLINICIANS | {Role.PRACTICE_MANAGER, Role.IRIS_ADVOCATE}),
    ("curating.propose_correction", "POST"): Expected(
        CLINICIANS | {Role.PRACTICE_MANAGER, Role.IRIS_ADVOCATE}
    ),
    ("curating.proposed", "GET"): Expected(
        CLINICIANS | {Role.PRACTICE_MANAGER, Role.IRIS_ADVOCATE}
    ),
    ("curating.proposals", "GET"): Expected(LEADS | {Role.PRACTICE_MANAGER}),
    ("patients.today", "GET"): Expected(CLINICIANS | {Role.RECEPTIONIST}),
    ("patients.search", "GET"): Expected(CLINICIANS),
    ("patients.find", "POST"): Expected(CLINICIANS, {"family": "atk"}),
    ("records.request_record", "GET"): Expected(CLINICIANS, confirmed=True),
    ("records.send_request", "POST"): Expected(CLINICIANS, confirmed=True),
    ("reviews.list_reviews", "GET"): Expected(LEADS),
    ("lists.due", "GET"): Expected(LEADS),
    ("meetings.list_all", "GET"): Expected(LEADS),
    ("meetings.new", "GET"): Expected(LEADS),
    ("meetings.begin", "POST"): Expected(LEADS),
    ("unmet.show", "GET"): Expected(LEADS),
    ("unmet.counts", "GET"): Expected(LEADS),
    ("lists.prepare", "GET"): Expected(CLINICIANS),
    ("referrals.owed", "GET"): Expected(CLINICIANS),
    ("reminders.to_do", "GET"): Expected(LEADS),
    ("reminders.done", "POST"): Expected(LEADS, {"done": f"{uuid4()}:1"}),
    ("reminders.own_done", "POST"): Expected(CLINICIANS, {"done": f"{uuid4()}:1"}),
    ("screen.who_sees", "GET"): Expected(CLINICIANS),
    ("screen.say", "POST"): Expected(CLINICIANS, {"sees": "only-me"}),
    ("releases.list_all", "GET"): Expected(READERS),
    ("knowledge.browse", "GET"): Expected(READERS),
    ("knowledge.what_to_say", "GET"): Expected(READERS),
    ("knowledge.what_to_write", "GET"): Expected(READERS),
    ("knowledge.when_to_ask", "GET"): Expected(READERS),
    ("knowledge.which_help", "GET"): Expected(READERS),
    ("knowledge.codes", "GET"): Expected(READERS),
    ("knowledge.everything", "GET"): Expected(READERS),
    ("knowledge.one_rule", "GET"): Expected(READERS),
}

# What stands in an address, where a route wants something that exists.
NAMED = {"recipient": "1", "indicator_id": "A06", "option_id": "harbour", "kind": "registration"}

OF_PATIENT: dict[tuple[str, str], Expected] = {
    ("consultation.conversation", "GET"): Expected(CLINICIANS),
    ("consultation.who", "GET"): Expected(CLINICIANS),
    ("consultation.answer", "POST"): Expected(CLINICIANS, {"presence": "alone"}),
    ("consultation.see_alone", "POST"): Expected(CLINICIANS),
    ("consultation.correct", "GET"): Expected(CLINICIANS),
    ("consultation.keep_draft", "POST"): Expected(CLINICIANS, SAVED),
    ("consultation.save", "POST"): Expected(CLINICIANS, SAVED),
    ("consultation.not_now", "POST"): Expected(CLINICIANS, {"because": "too-unwell"}),
    ("consultation.tick", "POST"): Expected(CLINICIANS, {"tick": "others-decide"}),
    ("consultation.note_day", "POST"): Expected(CLINICIANS),
    ("consultation.note", "POST"): Expected(CLINICIANS, {"note": "Ask in the morning"}),
    ("record.what_to_write", "GET"): Expected(CLINICIANS),
    ("record.keep_draft", "POST"): Expected(CLINICIANS, {"fact.own-words-0": "x"}),
    ("record.done", "POST"): Expected(CLINICIANS, {"did": str(uuid4())}),
    ("record.save", "POST"): Expected(CLINICIANS, {"added": "enquiry-asked-0"}),
    ("record.before_printing", "GET"): Expected(CLINICIANS),
    ("record.print_summary", "POST"): Expected(CLINICIANS),
    ("record.elsewhere", "GET"): Expected(LEADS),
    ("record.decide_elsewhere", "POST"): Expected(LEADS, {"fact": "x", "opinion": "y"}),
    ("record.finish", "POST"): Expected(CLINICIANS),
    ("record.bundle", "GET"): Expected(CLINICIANS),
    ("next_steps.after", "GET"): Expected(CLINICIANS),
    ("next_steps.draft", "POST"): Expected(CLINICIANS, {"matters": "Sleep"}),
    ("next_steps.save", "POST"): Expected(CLINICIANS, {"matters": "Sleep"}),
    ("next_steps.sharing", "GET"): Expected(CLINICIANS),
    ("next_steps.keep_sharing", "POST"): Expected(CLINICIANS, {"step.child": "yes"}),
    ("next_steps.ask_to_check", "POST"): Expected(CLINICIANS, {"step.child": "yes"}),
    ("next_steps.check", "GET"): Expected(CLINICIANS),
    ("next_steps.keep_in_log", "POST"): Expected(CLINICIANS),
    ("next_steps.safe_contact", "GET"): Expected(CLINICIANS),
    ("next_steps.keep_safe_contact", "POST"): Expected(CLINICIANS, {"contact.way": "none"}),
    ("next_steps.save_safe_contact", "POST"): Expected(CLINICIANS, {"contact.way": "none"}),
    ("own_words.read", "GET"): Expected(CLINICIANS),
    ("own_words.note", "POST"): Expected(CLINICIANS, {"said": "own-temper"}),
    ("enquiries.timeline", "GET"): Expected(CLINICIANS),
    ("enquiries.handover", "GET"): Expected(CLINICIANS),
    ("enquiries.before_printing", "GET"): Expected(CLINICIANS),
    ("enquiries.print_handover", "POST"): Expected(CLINICIANS),
    ("family.show", "GET"): Expected(CLINICIANS),
    ("family.find", "POST"): Expected(CLINICIANS, {"family": "atk"}),
    ("family.link", "POST"): Expected(CLINICIANS, {"other": str(uuid4()), "kind": ""}),
    ("family.settle", "POST"): Expected(CLINICIANS, {"answer": "other", "resource": "x"}),
    ("family.end", "POST"): Expected(CLINICIANS, {"end": "mistake", "link": "x", "version": "1"}),
    ("family.together", "GET"): Expected(LEADS),
    ("changes.show", "GET"): Expected(CLINICIANS),
    ("changes.note", "POST"): Expected(CLINICIANS, {"words": "x"}),
    ("changes.confirm", "POST"): Expected(CLINICIANS, {"event": str(uuid4()), "seen": "0"}),
    ("changes.withdraw", "POST"): Expected(CLINICIANS, {"event": str(uuid4()), "seen": "0"}),
    ("changes.settle", "POST"): Expected(CLINICIANS, {"decision": "kept", "question": "x"}),
    ("plans.show", "GET"): Expected(CLINICIANS),
    ("plans.save", "POST"): Expected(CLINICIANS, {"version": "0", "safety.state": "done"}),
    ("plans.draft", "POST"): Expected(CLINICIANS, {"safety.words": "x"}),
    ("plans.give", "POST"): Expected(CLINICIANS, {"action": "x", "version": "1"}),
    ("referrals.show_all", "GET"): Expected(CLINICIANS),
    ("referrals.new", "GET"): Expected(CLINICIANS),
    ("letters.show_all", "GET"): Expected(CLINICIANS),
    ("letters.show", "GET"): Expected(CLINICIANS),
    ("letters.choose", "POST"): Expected(CLINICIANS, {"to": "Practice"}),
    ("letters.print_letter", "POST"): Expected(CLINICIANS, {"stamp": "0"}),
    ("letters.save_pdf", "POST"): Expected(CLINICIANS, {"stamp": "0"}),
    ("referrals.begin", "POST"): Expected(CLINICIANS, {"need": "Sleep"}),
    ("referrals.met", "POST"): Expected(CLINICIANS, {"need": str(uuid4()), "version": "1"}),
    ("directory.for_patient", "GET"): Expected(CLINICIANS),
    ("directory.for_patient_said", "POST"): Expected(CLINICIANS, {"area": "", "part": "child/1"}),
    ("contact.details", "GET"): Expected(CLINICIANS),
    ("contact.reveal", "POST"): Expected(CLINICIANS, {"reason": "post"}, confirmed=True),
    ("records.access", "GET"): Expected(LEADS, past_named=True),
    ("records.change_access", "POST"): Expected(LEADS, {"reason": REASON}, past_named=True),
}

OF_ITEM: dict[tuple[str, str], Expected] = {
    ("reviews.close", "POST"): Expected(LEADS, {"outcome": "appropriate", "note": "Spoken to"}),
}

OF_RELEASE: dict[tuple[str, str], Expected] = {
    ("releases.show", "GET"): Expected(READERS),
    ("releases.step", "POST"): Expected(
        frozenset({Role.GP, Role.SAFEGUARDING_LEAD}),
        {"state": "clinical-review", "seen": "0", "why": "Read in full, and agreed"},
    ),
    ("releases.decide", "GET"): Expected(READERS, confirmed=True),
    ("releases.take_decision", "POST"): Expected(
        frozenset({Role.GP, Role.SAFEGUARDING_LEAD, Role.PRACTICE_MANAGER}),
        {"state": "withdrawn", "seen": "0", "why": "It says what is wrong"},
        confirmed=True,
    ),
}

OF_PROPOSAL: dict[tuple[str, str], Expected] = {
    ("curating.take_decision", "POST"): Expected(
        LEADS | {Role.PRACTICE_MANAGER}, {"decision": "leave", "seen": "0"}
    ),
}

# Of a referral on the record of the subject.
OF_REFERRAL: dict[tuple[str, str], Expected] = {
    ("referral_messages.message", "GET"): Expected(CLINICIANS),
    ("referral_messages.save_message", "POST"): Expected(CLINICIANS),
    ("letters.show_all_of_referral", "GET"): Expected(CLINICIANS),
    ("letters.show_of_referral", "GET"): Expected(CLINICIANS),
    ("letters.choose_of_referral", "POST"): Expected(CLINICIANS, {"to": "Service"}),
    ("letters.print_of_referral", "POST"): Expected(CLINICIANS, {"stamp": "0"}),
    ("letters.save_pdf_of_referral", "POST"): Expected(CLINICIANS, {"stamp": "0"}),
    ("referrals.show", "GET"): Expected(CLINICIANS),
    ("referrals.write", "POST"): Expected(CLINICIANS, {"step": "note", "seen": "0"}),
}

# Of a meeting that hears the subject; somebody comes to it.
OF_MEETING: dict[tuple[str, str], Expected] = {
    ("meetings.show", "GET"): Expected(LEADS),
    ("meetings.print_agenda", "POST"): Expected(LEADS),
    ("meetings.agenda", "GET"): Expected(LEADS),
    ("meetings.find", "POST"): Expected(LEADS, {"family": "atk"}),
    ("meetings.put", "POST"): Expected(LEADS),
    ("meetings.pack", "GET"): Expected(LEADS),
    ("meetings.ask_to_come", "POST"): Expected(LEADS, {"name": "Jo", "role": "gp"}),
    ("meetings.write", "POST"): Expected(LEADS),
    ("meetings.leave_out", "POST"): Expected(LEADS),
    ("meetings.give", "POST"): Expected(LEADS),
    ("meetings.close", "POST"): Expected(LEADS, {"version": "1"}),
}
# What these write is about one family: without one there is nothing to find.
ABOUT_A_FAMILY: dict[str, dict[str, str]] = {
    "meetings.write": {"what": "decision"},
    "meetings.leave_out": {},
}

TABLE = PLAIN | OF_PATIENT | OF_ITEM | OF_RELEASE | OF_PROPOSAL | OF_REFERRAL | OF_MEETING


@dataclass
class Ground:
    """The world, a patient to whom rules can be given, one linked to a victim, one elsewhere."""

    world: World
    subject: str
    linked: str
    elsewhere: str
    lead_elsewhere: Actor

    def visitor(self, actor: Actor) -> Quick:
        """Somebody signed in who has just proved who they are."""
        visitor = Quick(self.world.app.test_client())
        visitor.sign_in(actor)
        visitor.get("/account")
        assert visitor.post("/account/confirm").status_code == 303
        # A new session has a new key for its forms.
        visitor.get("/account")
        return visitor

    def patient(self, relation: str) -> str:
        """The patient of a column."""
        return {"linked": self.linked, "other practice": self.elsewhere}.get(relation, self.subject)

    def stand(self, actor: Actor, relation: str) -> None:
        """Give the subject the rules of a column, and none else."""
        other = self.world.actor(SECOND_GP).clinician_id
        if actor.clinician_id == other:
            other = self.world.of_role(Role.NURSE).clinician_id
        me = actor.clinician_id
        named, denied, opened = {
            "named": ([me, other], [], []),
            "emergency": ([other], [], [me]),
            "named-only": ([other], [], []),
            "denied": ([], [me], []),
            "denied though named and opened": ([me, other], [me], [me]),
        }.get(relation, ([], [], []))
        rows: list[tuple[type[Row], dict[str, Any]]] = [
            (CaseRuleRow, self._rule(kind, who))
            for kind, whom in (("named", named), ("denied", denied))
            for who in whom
        ]
        rows += [(OpeningRow, self._opening(who)) for who in opened]
        with self.world.database.writing(self._occasion()) as work:
            session = work.staff._session
            for table in (ReviewItemRow, CaseRuleRow, OpeningRow):
                session.query(table).delete()
            for row, values in rows:
                session.execute(insert(row), [values])

    def item(self, told: Actor, about: Actor) -> str:
        """A review item for a lead about somebody."""
        values = {
            "practice_id": self.world.practice.id,
            "id": str(uuid4()),
            "kind": "own-record",
            "staff_id": about.clinician_id,
            "patient_id": self.subject,
            "made_at": self.world.now,
            "told_id": told.clinician_id,
            "version": 1,
        }
        with self.world.database.writing(self._occasion()) as work:
            work.staff._session.execute(insert(ReviewItemRow), [values])
        return str(values["id"])

    def release(self) -> str:
        """A release of the content that somebody else has proposed."""
        manager = self.world.of_role(Role.PRACTICE_MANAGER)
        name = str(uuid4())
        version = PackVersion("england", "1", name)
        made = Release(name, version, "Because of it", manager.clinician_id, MORNING)
        occasion = Occasion(manager, Permission.PROPOSE_KNOWLEDGE, MORNING, Event.PUBLISH_KNOWLEDGE)
        with self.world.database.writing(occasion) as work:
            work.releases.add(manager, made, {})
        return made.id

    def proposal(self) -> str:
        """A service that somebody would have in the list."""
        gp, texts = self.world.of_role(Role.GP), {"name": CANARY, "kind": "advice"}
        return propose(self.world.database, gp, "", texts, "", MORNING, seen=0).id

    def referral(self) -> str:
        """A referral of the subject, as yet a draft."""
        gp = self.world.of_role(Role.GP)
        made = BegunReferral(
            id="",
            patient_id=self.subject,
            option_id="",
            option_name=CANARY,
            option_kind=OptionKind.ADVICE,
            need=CANARY,
            begun_at=MORNING,
            begun_on=MORNING.date(),
            begun_by=gp.name,
        )
        occasion = Occasion(gp, Permission.CONSULT, MORNING, Event.CHANGE_REFERRAL)
        with self.world.database.writing(occasion) as work:
            return work.referrals.begin(gp, made).id

    def meeting(self) -> tuple[str, str]:
        """A meeting to which somebody comes and which hears the subject; its id and the item's."""
        lead = self.world.of_role(Role.SAFEGUARDING_LEAD)
        come = (Attendee("1", "Nina Hale", "advocate-educator"),)
        made = Meeting("", MORNING.date(), "practice", CANARY, MORNING, lead.name, come)
        occasion = Occasion(lead, Permission.SEE_WORK_LISTS, MORNING, Event.CHANGE_MEETING)
        with self.world.database.writing(occasion) as work:
            kept = work.meetings.add(lead, made)
            item = AgendaItem("", kept.id, self.subject, MORNING, lead.name, words=CANARY)
            noted = work.meeting_notes.add(lead, item)
        return kept.id, noted.id

    def meeting_elsewhere(self) -> str:
        """A meeting of another practice."""
        lead = self.lead_elsewhere
        made = Meeting("", MORNING.date(), "practice", CANARY, MORNING, lead.name)
        occasion = Occasion(lead, Permission.SEE_WORK_LISTS, MORNING, Event.CHANGE_MEETING)
        with self.world.database.writing(occasion) as work:
            return work.meetings.add(lead, made).id

    def _occasion(self) -> Occasion:
        actor = self.world.of_role(Role.ADMINISTRATOR)
        return Occasion(
            actor, Permission.SET_UP_PRACTICE, MORNING, Event.ADD_STAFF, Purpose.OPERATION
        )

    def _rule(self, kind: str, who: str) -> dict[str, Any]:
        return {
            "practice_id": self.world.practice.id,
            "id": str(uuid4()),
            "patient_id": self.subject,
            "kind": kind,
            "staff_id": who,
            "made_by": who,
            "made_at": MORNING,
            "version": 1,
        }

    def _opening(self, who: str) -> dict[str, Any]:
        return {
            "practice_id": self.world.practice.id,
            "id": str(uuid4()),
            "patient_id": self.subject,
            "staff_id": who,
            "reason_sealed": b"sealed",
            "at": self.world.now,
            "until": self.world.now + timedelta(minutes=15),
        }


@pytest.fixture(scope="module")
def ground(seeded_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """One world for all cells: what a cell changes no other cell looks at."""
    with open_world(seeded_folder, tmp_path_factory.mktemp("matrix")) as world:
        (family,) = make_families(1, 1, MORNING.date())
        take_in(world, family, MORNING.date())
        tell(world, family, MORNING.date())
        there = add_practice(world.database, "Y88888", "Other Surgery", MORNING, synthetic=True)
        add_clinician(world.database, there, "Dr Else Where", Role.GP, MORNING)
        led_by = ("Dr Else Lead", Role.SAFEGUARDING_LEAD)
        lead = add_clinician(world.database, there, *led_by, MORNING)
        (stranger,) = make_families(2, 1, MORNING.date())
        record = {
            "resourceType": "Patient",
            "id": "there",
            "name": [{"family": stranger.victim.family, "given": ["Ada"]}],
            "gender": "female",
            "birthDate": "1980-02-03",
        }
        bundle = {
            "resourceType": "Bundle",
            "type": "collection",
            "entry": [{"fullUrl": "https://there.example/Patient/there", "resource": record}],
        }
        reading = read_record(as_bytes(bundle))
        elsewhere = take_in_record(world.database, system_actor(there), reading, MORNING)
        yield Ground(
            world,
            world.patient("atkinson", "jane").id,
            family.ids[family.other.id],
            elsewhere.patient_id,
            Actor(there.id, lead.id, *led_by),
        )


def routes(world: World) -> dict[tuple[str, str], Rule]:
    """Every route with each of its methods."""
    return {
        (rule.endpoint, method): rule
        for rule in world.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def test_every_route_has_a_rule_and_every_rule_a_route(ground: Ground) -> None:
    assert set(routes(ground.world)) == set(TABLE)


def test_a_new_route_without_a_rule_is_found(ground: Ground) -> None:
    rules = dict(routes(ground.world))
    rules["new.page", "GET"] = next(iter(rules.values()))
    assert set(rules) != set(TABLE)


def call(
    ground: Ground, visitor: Quick, route: tuple[str, str], expected: Expected, **ids: str
) -> TestResponse:
    """Send one request."""
    rule = routes(ground.world)[route]
    known = {**NAMED, **ids}
    values = {name: known.get(name, "jane.json") for name in rule.arguments}
    with ground.world.app.test_request_context():
        built = ground.world.app.url_map.bind("localhost").build(rule.endpoint, values, route[1])
    form = expected.form
    if "item_id" in ids:
        # Each item of the list has a form of its own.
        form = {f"r{ids['item_id'][:8]}-{name}": value for name, value in form.items()}
    return visitor.get(built) if route[1] == "GET" else visitor.post(built, **form)


def refused(answer: TestResponse) -> bool:
    """Whether this is the page for what does not exist."""
    return answer.status_code == 404


@pytest.mark.parametrize("role", Role)
def test_what_is_no_patients(ground: Ground, role: Role) -> None:
    ground.stand(ground.world.of_role(role), "own practice")
    wrong = []
    for route, expected in PLAIN.items():
        visitor = ground.visitor(ground.world.of_role(role))
        answer = call(ground, visitor, route, expected)
        allowed = role in expected.roles
        absent = route[0] in ABSENT or route[0].startswith("provider.")
        if not absent and refused(answer) is allowed:
            wrong.append((route, answer.status))
        assert answer.status_code < 500, route
        assert CANARY not in answer.text, route
    assert wrong == []


def test_nobody_gets_anything_without_signing_in(ground: Ground) -> None:
    wrong = []
    for route, expected in TABLE.items():
        visitor = Quick(ground.world.app.test_client())
        visitor.get("/sign-in")
        for patient in (ground.subject, ground.elsewhere, str(uuid4())):
            names = (
                "patient_id",
                "item_id",
                "release_id",
                "proposal_id",
                "referral_id",
                "meeting_id",
            )
            ids = dict.fromkeys(names, patient)
            answer = call(ground, visitor, route, expected, **ids)
            sent = answer.status_code == 303 and answer.headers["Location"] == "/"
            if sent is expected.anonymous and route not in ANSWERED_WITH_THE_FRONT_PAGE:
                wrong.append((route, answer.status))
            assert answer.status_code < 500, route
    assert wrong == []


# No asset, sample or person has that name, and a demonstration has no accounts.
ABSENT = {
    "account.choose_person",
    "asset",
    "developer.sample",
    "own.ask_second_factor",
    "own.renew_codes",
    "own.take_password",
    "own.take_second_factor",
}

# Open to all, and the front page is their answer to somebody who is nobody.
ANSWERED_WITH_THE_FRONT_PAGE = {("account.leave", "POST")}


@pytest.mark.parametrize("relation", [*SEEN, *HIDDEN])
@pytest.mark.parametrize("role", Role)
def test_what_is_a_patients(ground: Ground, role: Role, relation: str) -> None:
    actor = ground.world.of_role(role)
    ground.stand(actor, relation)
    patient = ground.patient(relation)
    visitor = ground.visitor(actor)
    wrong = []
    for route, expected in OF_PATIENT.items():
        past = expected.past_named and relation == "named-only"
        visible = role in expected.roles and (relation in SEEN or past)
        if visible:
            _prepare(visitor, patient)
        nobody = str(uuid4())
        answer = call(ground, visitor, route, expected, patient_id=patient)
        unknown = call(ground, visitor, route, expected, patient_id=nobody)
        same = seen(answer, patient) == seen(unknown, nobody)
        if same is visible or refused(answer) is visible or not refused(unknown):
            wrong.append((route, answer.status, unknown.status))
        assert answer.status_code < 500, route
        assert CANARY not in answer.text, route
    assert wrong == []


@pytest.mark.parametrize("relation", [*SEEN, *HIDDEN])
@pytest.mark.parametrize("role", sorted(CLINICIANS))
def test_who_is_found_and_listed(ground: Ground, role: Role, relation: str) -> None:
    """Search and the day's list leave out whom the policy hides, without a gap or a count."""
    actor = ground.world.of_role(role)
    ground.stand(actor, relation)
    visitor = ground.visitor(actor)
    visitor.get("/patients")
    found = visitor.post("/patients", family="atkinson", given="jane").text
    hidden = relation in HIDDEN and relation != "other practice"
    assert (ground.subject in found) is not hidden
    assert ("Nobody found" in found) is hidden
    assert (ground.subject in visitor.get("/today").text) in {False, not hidden}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("about_me", [False, True])
def test_what_a_lead_is_to_look_at(ground: Ground, role: Role, about_me: bool) -> None:
    actor = ground.world.of_role(role)
    ground.stand(actor, "own practice")
    lead = ground.world.of_role(Role.SAFEGUARDING_LEAD)
    item = ground.item(told=lead, about=actor if about_me else ground.world.actor(SECOND_GP))
    visitor = ground.visitor(actor)
    for route, expected in OF_ITEM.items():
        nobody = str(uuid4())
        answer = call(ground, visitor, route, expected, item_id=item)
        unknown = call(ground, visitor, route, expected, item_id=nobody)
        allowed = role in expected.roles and not about_me
        assert (answer.status_code == 303) is allowed, route
        assert (seen(answer, item) != seen(unknown, nobody)) is allowed, route
        assert refused(unknown)


@pytest.mark.parametrize("role", Role)
def test_a_release_of_the_content(ground: Ground, role: Role) -> None:
    visitor = ground.visitor(ground.world.of_role(role))
    nobody = str(uuid4())
    for route, expected in OF_RELEASE.items():
        release = ground.release()
        answer = call(ground, visitor, route, expected, release_id=release)
        unknown = call(ground, visitor, route, expected, release_id=nobody)
        allowed = role in expected.roles
        assert (answer.status_code in {200, 303}) is allowed, route
        assert (seen(answer, release) != seen(unknown, nobody)) is allowed, route
        assert refused(unknown), route


@pytest.mark.parametrize("role", Role)
def test_a_proposed_change_of_the_list(ground: Ground, role: Role) -> None:
    visitor = ground.visitor(ground.world.of_role(role))
    nobody = str(uuid4())
    for route, expected in OF_PROPOSAL.items():
        proposal = ground.proposal()
        answer = call(ground, visitor, route, expected, proposal_id=proposal)
        unknown = call(ground, visitor, route, expected, proposal_id=nobody)
        allowed = role in expected.roles
        assert (answer.status_code == 303) is allowed, route
        assert (seen(answer, proposal) != seen(unknown, nobody)) is allowed, route
        assert refused(unknown), route


@pytest.mark.parametrize("relation", ["own practice", "denied"])
@pytest.mark.parametrize("role", Role)
def test_a_referral_of_a_patient(ground: Ground, role: Role, relation: str) -> None:
    actor = ground.world.of_role(role)
    ground.stand(actor, "own practice")
    made = ground.referral()
    ground.stand(actor, relation)
    visitor = ground.visitor(actor)
    nobody = str(uuid4())
    for route, expected in OF_REFERRAL.items():
        visible = role in expected.roles and relation in SEEN
        if visible:
            _prepare(visitor, ground.subject)
        answer, unknown, astray = (
            call(
                *(ground, visitor, route, expected),
                patient_id=patient,
                referral_id=referral,
                kind="referral",
            )
            for patient, referral in (
                (ground.subject, made),
                (ground.subject, nobody),
                (ground.linked, made),
            )
        )
        assert refused(answer) is not visible, route
        assert refused(unknown), route
        assert astray.status_code in {303, 404}, route
        assert CANARY not in unknown.text + astray.text, route


@pytest.mark.parametrize("role", Role)
def test_a_meeting(ground: Ground, role: Role) -> None:
    ground.stand(ground.world.of_role(role), "own practice")
    (meeting, item), nobody = ground.meeting(), str(uuid4())
    theirs = ground.meeting_elsewhere()
    for route, expected in OF_MEETING.items():
        visitor = _at_screen(ground, role)
        about = ABOUT_A_FAMILY.get(route[0])
        words = f"decision-{ground.subject}-words"
        form = {"patient": ground.subject, words: CANARY, "seen": item, **(about or {})}
        asked = replace(expected, form=form) if about is not None else expected
        answer = call(ground, visitor, route, asked, meeting_id=meeting)
        unknown = call(ground, visitor, route, asked, meeting_id=nobody)
        assert refused(answer) is (role not in expected.roles), route
        elsewhere = call(ground, visitor, route, asked, meeting_id=theirs)
        assert refused(unknown), route
        assert refused(elsewhere), route
        assert elsewhere.status_code == unknown.status_code, route
        assert CANARY not in elsewhere.text, route
        assert answer.status_code < 500, route
        assert (CANARY in answer.text) <= (role in expected.roles), route


@pytest.mark.parametrize("relation", ["named-only", "denied", "denied though named and opened"])
def test_a_meeting_leaves_out_whom_the_lead_may_not_see(ground: Ground, relation: str) -> None:
    lead = ground.world.of_role(Role.SAFEGUARDING_LEAD)
    ground.stand(lead, "own practice")
    meeting, _item = ground.meeting()
    ground.stand(lead, relation)
    visitor = _at_screen(ground, Role.SAFEGUARDING_LEAD)
    for below in ("", "/agenda", "/pack/1"):
        text = visitor.get(f"/meetings/{meeting}{below}").text
        assert ground.subject not in text
        assert "ATKINSON, Jane" not in text
    shown = visitor.get(f"/meetings/{meeting}").text
    assert "0 families, 0 undecided" in shown
    said = {"what": "decision", f"decision-{ground.subject}-words": "x"}
    sent = visitor.post(f"/meetings/{meeting}/notes", patient=ground.subject, **said)
    assert refused(sent)
    # Nothing is to be done there, so that whoever may not see the family can end it all the same.
    assert visitor.post(f"/meetings/{meeting}/close", version="1").status_code == 303
    assert "Closed on" in visitor.get(f"/meetings/{meeting}").text


def _at_screen(ground: Ground, role: Role) -> Quick:
    """Somebody signed in whose screen nobody else sees."""
    visitor = ground.visitor(ground.world.of_role(role))
    visitor.post("/screen", sees="only-me")
    return visitor


@pytest.mark.parametrize("role", sorted(CLINICIANS))
def test_what_wants_a_fresh_proof_wants_it_whoever_the_patient_is(
    ground: Ground, role: Role
) -> None:
    actor = ground.world.of_role(role)
    ground.stand(actor, "named-only")
    visitor = Quick(ground.world.app.test_client())
    visitor.sign_in(actor)
    ground.world.wait(minutes=4, seconds=59)
    visitor.get("/account")
    ground.world.wait(minutes=4)
    for route, expected in (OF_PATIENT | PLAIN | OF_RELEASE).items():
        if not expected.confirmed or role not in expected.roles:
            continue
        answers = [
            call(ground, visitor, route, expected, patient_id=one, release_id=one)
            for one in (ground.subject, str(uuid4()))
        ]
        assert [one.status_code for one in answers] == [303, 303], route
        assert all(one.headers["Location"].startswith("/account/confirm") for one in answers)


def _prepare(visitor: Quick, patient: str) -> None:
    """Open the gate and save, so that every page of the consultation has something to show."""
    visitor.get(f"/patients/{patient}/consultation")
    visitor.post(f"/patients/{patient}/consultation/gate", presence="alone")
    visitor.post(f"/patients/{patient}/consultation/save", **SAVED)
