"""Transactions: everything that is read or written happens inside one unit of work."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from gpsupport.persistence import schema
from gpsupport.persistence.engine import (
    create_engine_for,
    file_exists,
    for_reading,
    for_writing,
    make_sqlite_file,
    sqlite_file,
)
from gpsupport.persistence.schema import SchemaNotCurrent
from gpsupport.persistence.stores.appointments import AppointmentStore
from gpsupport.persistence.stores.base import StaleRow
from gpsupport.persistence.stores.consultations import ConsultationStore, DraftStore
from gpsupport.persistence.stores.contacts import ContactStore, RelativeStore
from gpsupport.persistence.stores.enquiries import EnquiryStore
from gpsupport.persistence.stores.entries import EntryStore
from gpsupport.persistence.stores.options import OptionStore
from gpsupport.persistence.stores.patients import PatientStore
from gpsupport.persistence.stores.pictures import PictureStore
from gpsupport.persistence.stores.practices import InstallationStore, PracticeStore
from gpsupport.persistence.stores.received import ReceivedStore
from gpsupport.persistence.stores.staff import StaffStore
from gpsupport.sealing import Sealer
from gpsupport.settings import Settings

__all__ = ["Database", "SchemaNotCurrent", "StaleRow", "UnitOfWork"]


class UnitOfWork:
    """The stores of one transaction. Nothing of it may be used after the transaction."""

    def __init__(self, session: Session, sealer: Sealer) -> None:
        """Open every store on the same session."""
        self.installation = InstallationStore(session, sealer)
        self.practices = PracticeStore(session, sealer)
        self.staff = StaffStore(session, sealer)
        self.patients = PatientStore(session, sealer)
        self.received = ReceivedStore(session, sealer)
        self.entries = EntryStore(session, sealer)
        self.contacts = ContactStore(session, sealer)
        self.relatives = RelativeStore(session, sealer)
        self.appointments = AppointmentStore(session, sealer)
        self.consultations = ConsultationStore(session, sealer)
        self.drafts = DraftStore(session, sealer)
        self.enquiries = EnquiryStore(session, sealer)
        self.options = OptionStore(session, sealer)
        self.pictures = PictureStore(session, sealer)


class Database:
    """One database with its keys. Threads may share it; each takes its own transactions."""

    def __init__(self, engine: Engine, sealer: Sealer) -> None:
        """Use open() or create(): they make sure of the schema and the keys."""
        self._engine = engine
        self._reader = for_reading(engine)
        self._writer = for_writing(engine)
        self._sealer = sealer

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
        return cls(engine, sealer)

    @classmethod
    def create(cls, settings: Settings) -> Self:
        """Make the tables directly and open the database: for tests, which make many."""
        make_sqlite_file(settings)
        engine = create_engine_for(settings)
        return cls(engine, schema.create_directly(engine, settings))

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def schema_is_current(self) -> bool:
        """Whether the schema is still the one we work with. Raises when nothing answers."""
        with self._reader.connect() as connection:
            return schema.fault_of(connection) is None

    @contextmanager
    def reading(self) -> Iterator[UnitOfWork]:
        """Read from one snapshot; writing fails."""
        with Session(self._reader, autoflush=False) as session, session.begin():
            yield UnitOfWork(session, self._sealer)

    @contextmanager
    def writing(self) -> Iterator[UnitOfWork]:
        """Read and write: all of it is committed at the end, or none of it.

        This is the only place that commits. An exception rolls everything back.
        """
        with Session(self._writer, autoflush=False) as session, session.begin():
            yield UnitOfWork(session, self._sealer)
