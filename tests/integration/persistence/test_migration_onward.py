"""From the schema before to the one that follows referrals and back, with rows, on both engines."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.directory.option import Capacity, OptionKind, ReferralOption
from gpsupport.domain.events import Event
from gpsupport.domain.people import Actor, Role, Sex
from gpsupport.persistence import schema
from gpsupport.persistence.engine import create_engine_for, for_writing
from gpsupport.persistence.rows import Row
from gpsupport.persistence.work import Database
from gpsupport.settings import Settings
from tests.integration.actions.world import NOW, TODAY, settings_for
from tests.integration.persistence.test_migration_after import AT, P, insert

BEFORE = "0005"
NEW = (
    "option_proposal",
    "referral",
    "referral_event",
    "referral_standing",
    "unmet_need",
    "family_link",
    "link_refusal",
    "life_event",
    "life_step",
)
ADDED = {
    *("organisation", "evidence", "cover", "advice_phone", "site", "safe_channel", "web_address"),
    *("feed", "feed_said", "source_id", "consent_of", "languages"),
    *("accepts_in_refuge", "capacity_on"),
}
OPTION = ReferralOption(
    id="option-1",
    name="Open Door",
    kind=OptionKind.VOLUNTARY,
    summary="Somebody to talk to.",
    sexes=frozenset({Sex.FEMALE}),
    capacity=Capacity.FREE,
    assured_on=TODAY,
)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return settings_for(database_url, tmp_path)


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    made = create_engine_for(settings)
    yield for_writing(made)
    made.dispose()


def with_old_rows(settings: Settings, engine: Engine) -> None:
    """A directory as the schema before this one kept it."""
    schema.upgrade(settings)
    schema.downgrade(settings, BEFORE)
    words = ("phone", "named_person", "availability")
    with engine.begin() as connection:
        insert(
            connection, "practice", id=P, ods_code="A81001", name="Fern", created_at=AT, version=1
        )
        insert(
            connection,
            "referral_option",
            id=OPTION.id,
            name=OPTION.name,
            kind="voluntary",
            summary=OPTION.summary,
            for_children=False,
            sexes='["female"]',
            areas="[]",
            capacity="free",
            phone_first=False,
            assured_on=TODAY.isoformat(),
            version=1,
            **dict.fromkeys(words, ""),
        )


def test_options_of_the_schema_before_are_read_after_it(settings: Settings, engine: Engine) -> None:
    with_old_rows(settings, engine)
    schema.upgrade(settings)
    assert schema.check(settings) == ()
    database = Database.open(settings)
    doctor = Actor(P, "staff-1", "Dr One", Role.GP)
    occasion = Occasion(doctor, Permission.SEE_LOCAL_HELP, NOW, Event.READ_LOCAL_HELP)
    with database.writing(occasion) as work:
        assert work.options.list_all(doctor) == (OPTION,)
    database.close()


def test_going_back_leaves_the_options_of_the_schema_before(
    settings: Settings, engine: Engine
) -> None:
    with_old_rows(settings, engine)
    schema.upgrade(settings)
    schema.downgrade(settings, BEFORE)
    with engine.begin() as connection:
        (row,) = connection.execute(text("SELECT * FROM referral_option")).mappings().all()
        columns = Row.metadata.tables["referral_option"].columns
        assert set(row) == {column.name for column in columns} - ADDED
        assert row["name"] == OPTION.name
    schema.upgrade(settings)
    assert schema.check(settings) == ()
    with engine.connect() as connection:
        for table in NEW:
            assert not connection.execute(text(f"SELECT 1 FROM {table}")).first(), table
