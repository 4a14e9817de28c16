"""A family whose child was referred, came back and waits: for the tests of letters."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from gpsupport.actions.consultation import answer_gate, open_consultation, record_enquiry
from gpsupport.actions.days import london_day
from gpsupport.actions.referral import NewReferral, add_to_referral, begin_referral
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.consultation import ConsultationDraft
from gpsupport.domain.directory.option import OptionKind
from gpsupport.domain.disclosure.contact import SafeContact, SafeWay
from gpsupport.domain.enquiry import EnquiryOutcome, Presence
from gpsupport.domain.events import Event
from gpsupport.domain.people import Actor, Patient
from gpsupport.domain.referral.events import Consent, ReferralEvent, WaitingCheck
from gpsupport.domain.referral.following import Referral
from gpsupport.domain.referral.states import Channel, Impact, ReferralState, ReturnReason
from gpsupport.knowledge.load import load_knowledge
from tests.rig.world import GP, World

KNOWLEDGE = load_knowledge()
# What no letter may hold, wherever it was typed.
WITHDRAWN = "01632 960701"
NEVER = "01632 960703"
NEVER_MAIL = "somebody@home.example"
STRANGE = "07700 900123"
STREET = "14 Hawthorn Road"
POSTCODE = "ZZ9 9ZZ"
CANARIES = (WITHDRAWN, NEVER, NEVER_MAIL, STRANGE, STREET, POSTCODE)
EVERY_ONE = "; ".join(CANARIES)
SAFE = "01632 960702"
OURS = "01632 960100"


@dataclass
class Waiting:
    """A patient who told, whose child waits; `returned` came back three times in all."""

    world: World
    actor: Actor
    patient: Patient
    referral: Referral

    @property
    def at(self) -> str:
        """Where the letters of the referral are."""
        return f"/patients/{self.patient.id}/referrals/{self.referral.begun.id}/letters"

    def begin(self, option: str, need: str, continues: str = "") -> Referral:
        """Another referral for the child, agreed and sent today."""
        made = begin_referral(
            *(self.world.database, self.actor, self.patient.id),
            NewReferral(
                "",
                need,
                person=1,
                continues=continues,
                other_name=option,
                other_kind=OptionKind.CAMHS,
                goes_on=False,
                unmet="",
                consent=Consent(
                    given=True, by_whom="Jane", asked_on=london_day(self.world.now), shares="All"
                ),
            ),
            *(KNOWLEDGE, self.world.now),
        )
        return self.add(made, to=ReferralState.SENT)

    def add(self, referral: Referral, **told: object) -> Referral:
        """Write down what happened today."""
        blank = ReferralEvent("", self.world.now, "", london_day(self.world.now), how=Channel.PHONE)
        self.referral = add_to_referral(
            *(self.world.database, self.actor, self.patient.id, referral.begun.id),
            *(replace(blank, **told), len(referral.events)),  # type: ignore[arg-type]
            *(KNOWLEDGE, self.world.now),
        )
        return self.referral

    def later(self, days: int) -> None:
        """Let days pass, and be alone with the patient again."""
        self.world.now += timedelta(days=days)
        open_consultation(
            *(self.world.database, self.actor, self.patient.id),
            *(KNOWLEDGE, self.world.now),
        )
        answer_gate(
            self.world.database, self.actor, self.patient.id, Presence.ALONE, self.world.now
        )

    def keep_way(self, contact: SafeContact) -> None:
        """Keep a way in place of the one before."""
        occasion = Occasion(self.actor, Permission.CONSULT, self.world.now, Event.NOTE_SAFE_CONTACT)
        with self.world.database.writing(occasion) as work:
            kept = work.safe_contacts.read_all(self.actor, self.patient.id)
            here = work.consultations.find_latest(
                self.actor, self.patient.id, london_day(self.world.now), self.world.now
            )
            assert here is not None
            work.safe_contacts.add(
                *(self.actor, self.patient.id, here.id),
                *(contact, self.world.now, kept[-1].id if kept else None),
            )


def safe_way(detail: str, on: date, never: str = "") -> SafeContact:
    """A phone that is safe for eight weeks."""
    until = on + timedelta(days=56)
    way = SafeWay.OWN_PHONE
    return SafeContact(way, detail, "Mornings", "Ask for Jo", "the dentist", never, on, until)


def make_waiting(world: World) -> Waiting:
    """Told, referred, back three times, elsewhere, waiting and worse; every canary typed."""
    patient = world.patient("Atkinson", "Jane")
    waiting = Waiting(world, world.actor(GP), patient, None)  # type: ignore[arg-type]
    waiting.later(0)
    draft = ConsultationDraft(
        asked=True, outcome=EnquiryOutcome.DISCLOSED_CURRENT, words=f"He waits. {EVERY_ONE}"
    )
    record_enquiry(world.database, waiting.actor, patient.id, draft, KNOWLEDGE, world.now)
    waiting.keep_way(safe_way(WITHDRAWN, london_day(world.now)))
    referral = waiting.begin("Thornbury CAMHS", f"Cannot sleep. {EVERY_ONE}")
    for place in range(3):
        waiting.later(7)
        back = ReturnReason.STILL_GOING_ON
        waiting.add(referral, to=ReferralState.RETURNED, reason=back, advice=f"No. {EVERY_ONE}")
        referral = waiting.begin(f"Team {place}", f"Nightmares. {EVERY_ONE}", referral.begun.id)
    for impact, words in ((Impact.SOME, ""), (Impact.SEVERE, f"Worse. {EVERY_ONE}")):
        waiting.later(28)
        look = WaitingCheck(impact=impact, self_harm=bool(words), beyond=bool(words), words=words)
        waiting.add(waiting.referral, check=look)
    never = f"Never {NEVER} or {NEVER_MAIL}, never {STREET}, {POSTCODE}"
    waiting.keep_way(safe_way(SAFE, london_day(world.now), never))
    return waiting


def started(moment: datetime) -> str:
    """The day as letters write it."""
    return f"{moment.day} {moment:%b %Y}"
