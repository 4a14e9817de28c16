"""Transactions: everything that is read or written happens inside one unit of work."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from threading import Lock
from typing import Self

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from gpsupport.domain.access import Occasion, require
from gpsupport.domain.events import Event
from gpsupport.persistence import schema
from gpsupport.persistence.chain import append
from gpsupport.persistence.engine import (
    BUSY_TIMEOUT_MS,
    DatabaseUnusable,
    create_engine_for,
    file_exists,
    for_reading,
    for_writing,
    make_sqlite_file,
    sqlite_file,
)
from gpsupport.persistence.isolation import enter
from gpsupport.persistence.schema import SchemaNotCurrent
from gpsupport.persistence.scope import Scope, Unaudited
from gpsupport.persistence.stores.accounts import AccountStore
from gpsupport.persistence.stores.addresses import AddressStore
from gpsupport.persistence.stores.agenda import AgendaStore
from gpsupport.persistence.stores.appointments import AppointmentStore
from gpsupport.persistence.stores.audit import AuditStore
from gpsupport.persistence.stores.base import StaleRow
from gpsupport.persistence.stores.case_rules import CaseRulesStore, OpeningStore
from gpsupport.persistence.stores.consultations import ConsultationStore
from gpsupport.persistence.stores.contacts import ContactStore, RelativeStore
from gpsupport.persistence.stores.counters import SignInCounterStore
from gpsupport.persistence.stores.drafts import DraftStore, TypedFormStore
from gpsupport.persistence.stores.enquiries import EnquiryStore
from gpsupport.persistence.stores.entries import EntryStore
from gpsupport.persistence.stores.known_dates import KnownDateStore
from gpsupport.persistence.stores.life_events import LifeEventStore
from gpsupport.persistence.stores.links import LinkStore
from gpsupport.persistence.stores.meetings import MeetingNoteStore, MeetingStore
from gpsupport.persistence.stores.options import OptionStore
from gpsupport.persistence.stores.papers import DisclosureStore, RecordingStore, SharingStore
from gpsupport.persistence.stores.patients import PatientStore
from gpsupport.persistence.stores.pictures import PictureStore
from gpsupport.persistence.stores.practices import InstallationStore, PracticeStore
from gpsupport.persistence.stores.prompts_shown import PromptCountStore, PromptShownStore
from gpsupport.persistence.stores.proposals import ProposalStore
from gpsupport.persistence.stores.received import ReceivedStore
from gpsupport.persistence.stores.received_notes import ReceivedNoteStore
from gpsupport.persistence.stores.referrals import ReferralStore
from gpsupport.persistence.stores.releases import ReleaseStore
from gpsupport.persistence.stores.reminders import ReminderStore
from gpsupport.persistence.stores.review_items import NoticeStore, ReviewItemStore
from gpsupport.persistence.stores.safe_contacts import SafeContactStore
from gpsupport.persistence.stores.sessions import SessionStore
from gpsupport.persistence.stores.staff import StaffStore
from gpsupport.persistence.stores.standings import StandingStore
from gpsupport.persistence.stores.ticks import TickStore
from gpsupport.persistence.stores.tracks import TracksStore
from gpsupport.persistence.stores.unmet import UnmetNeedStore
from gpsupport.sealing import Heads, Sealer
from gpsupport.settings import Settings

__all__ = ["Database", "SchemaNotCurrent", "StaleRow", "Unaudited", "UnitOfWork"]


class UnitOfWork:
    """The stores of one transaction. Nothing of it may be used after the transaction."""

    def __init__(self, scope: Scope) -> None:
        """Open every store in the same scope."""
        self._scope = scope
        self.installation = InstallationStore(scope)
        self.practices = PracticeStore(scope)
        self.staff = StaffStore(scope)
        self.accounts = AccountStore(scope)
        self.sessions = SessionStore(scope)
        self.counters = SignInCounterStore(scope)
        self.patients = PatientStore(scope)
        self.received = ReceivedStore(scope)
        self.addresses = AddressStore(scope)
        self.entries = EntryStore(scope)
        self.received_notes = ReceivedNoteStore(scope)
        self.contacts = ContactStore(scope)
        self.relatives = RelativeStore(scope)
        self.appointments = AppointmentStore(scope)
        self.consultations = ConsultationStore(scope)
        self.drafts = DraftStore(scope)
        self.forms = TypedFormStore(scope)
        self.enquiries = EnquiryStore(scope)
        self.ticks = TickStore(scope)
        self.known_dates = KnownDateStore(scope)
        self.standings = StandingStore(scope)
        self.disclosures = DisclosureStore(scope)
        self.sharing = SharingStore(scope)
        self.safe_contacts = SafeContactStore(scope)
        self.recordings = RecordingStore(scope)
        self.reminders = ReminderStore(scope)
        self.prompts_shown = PromptShownStore(scope)
        self.prompt_counts = PromptCountStore(scope)
        self.options = OptionStore(scope)
        self.proposals = ProposalStore(scope)
        self.referrals = ReferralStore(scope)
        self.unmet = UnmetNeedStore(scope)
        self.links = LinkStore(scope)
        self.agenda = AgendaStore(scope)
        self.meetings = MeetingStore(scope)
        self.meeting_notes = MeetingNoteStore(scope)
        self.life_events = LifeEventStore(scope)
        self.tracks = TracksStore(scope)
        self.pictures = PictureStore(scope)
        self.audit = AuditStore(scope)
        self.case_rules = CaseRulesStore(scope)
        self.openings = OpeningStore(scope)
        self.notices = NoticeStore(scope)
        self.review_items = ReviewItemStore(scope)
        self.releases = ReleaseStore(scope)

    def turn_into(self, event: Event) -> None:
        """Have the transaction audited as this event: more came of it than it began as."""
        self._scope.turn_into(event)

    def weighing(self) -> AbstractContextManager[None]:
        """Look through many to find those that are shown: only these are audited, when read again.

        Of what is read in it nothing may be shown.
        """
        return self._scope.weighing()


class Database:
    """One database with its keys. Threads may share it; each takes its own transactions."""

    def __init__(self, engine: Engine, sealer: Sealer, heads: Heads) -> None:
        """Use open() or create(): they make sure of the schema and the keys."""
        self._engine = engine
        self._reader = for_reading(engine)
        self._writer = for_writing(engine)
        self._sealer = sealer
        self.heads = heads
        # SQLite has one writer; those of one process queue here, for its own waiting starves some.
        self._turn = Lock() if engine.dialect.name == "sqlite" else None

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """Open a database that is ready for use.

        Raises SchemaNotCurrent, which names the command that mends it, and KeysUnusable.
        """
        path = sqlite_file(settings)
        if path is not None and not file_exists(path):
            raise SchemaNotCurrent("There is no database yet.", f"{path} does not exist.")
        engine = create_engine_for(settings)
        try:
            with for_reading(engine).connect() as connection:
                fault = schema.fault_of(connection)
                if fault is not None:
                    raise fault
                sealer = schema.open_sealer(connection, settings)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine, sealer, Heads(settings.data_dir))

    @classmethod
    def create(cls, settings: Settings) -> Self:
        """Make the tables directly and open the database: for tests, which make many."""
        make_sqlite_file(settings)
        engine = create_engine_for(settings)
        sealer = schema.create_directly(engine, settings)
        return cls(engine, sealer, Heads(settings.data_dir))

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def schema_is_current(self) -> bool:
        """Whether the schema is still the one we work with. Raises when nothing answers."""
        with self._reader.connect() as connection:
            return schema.fault_of(connection) is None

    @contextmanager
    def reading(self, occasion: Occasion | None = None) -> Iterator[UnitOfWork]:
        """Read from one snapshot; writing fails, and so does reading anything of a patient.

        Without an occasion only practices can be read. Raises Denied.
        """
        if occasion is not None:
            require(occasion.actor, occasion.permission)
        with Session(self._reader, autoflush=False) as session, session.begin():
            enter(session, occasion)
            yield UnitOfWork(Scope(session, self._sealer, occasion, audited=False))

    @contextmanager
    def writing(self, occasion: Occasion) -> Iterator[UnitOfWork]:
        """Read and write: all of it is committed at the end with its audit, or none of it.

        This is the only place that commits. An exception rolls everything back; what was asked for
        and denied is audited all the same. Raises Denied.
        """
        scopes: list[Scope] = []
        try:
            head = None
            with (
                self._turn_to_write(),
                Session(self._writer, autoflush=False) as session,
                session.begin(),
            ):
                enter(session, occasion)
                scopes.append(scope := Scope(session, self._sealer, occasion, audited=True))
                scope.require_role()
                yield UnitOfWork(scope)
                head = append(session, occasion.actor.practice_id, scope.facts())
        except Exception:
            for scope in scopes:
                self._audit_failure(occasion, scope)
            raise
        if head is not None:
            self.heads.renew(head, occasion.at)

    def _audit_failure(self, occasion: Occasion, scope: Scope) -> None:
        """Write down what a transaction that was rolled back had asked for.

        Where even that fails the first fault is what matters, and nothing was shown.
        """
        facts = scope.facts_of_failure()
        if not facts:
            return
        with (
            suppress(DatabaseUnusable, SQLAlchemyError),
            self._turn_to_write(),
            Session(self._writer, autoflush=False) as session,
        ):
            with session.begin():
                enter(session, occasion)
                head = append(session, occasion.actor.practice_id, facts)
            if head is not None:
                self.heads.renew(head, occasion.at)

    @contextmanager
    def _turn_to_write(self) -> Iterator[None]:
        """Wait for the writers of this process, but no longer than SQLite itself would wait."""
        turn = self._turn
        held = turn.acquire(timeout=BUSY_TIMEOUT_MS / 1000) if turn else False
        try:
            yield
        finally:
            if turn and held:
                turn.release()
