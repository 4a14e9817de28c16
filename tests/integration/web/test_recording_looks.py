"""The page of recording and its file look once, and note nothing as shown that was not."""

from sqlalchemy import create_engine, text

from gpsupport.domain.people import Patient
from tests.integration.web.test_recording import gp, jane, told, where
from tests.rig.world import Visitor, World

__all__ = ["gp", "jane"]


def count(world: World, statement: str) -> list[tuple[object, ...]]:
    """Rows of the database as they are."""
    engine = create_engine(world.settings.database_url)
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(text(statement))]
    engine.dispose()
    return found


def test_nothing_stands_in_front_on_these_pages(world: World, gp: Visitor, jane: Patient) -> None:
    told(gp, jane, "not-disclosed")
    gp.get(f"/patients/{jane.id}/consultation")
    shown = count(world, "select id from prompt_shown")
    last = count(world, "select max(seq) from audit")[0][0]
    for page in (where(jane), where(jane, "/print"), f"/patients/{jane.id}/consultation/bundle"):
        assert gp.get(page).status_code == 200
    assert gp.post(where(jane, "/print")).status_code == 200
    since = f"select event from audit where seq > {last} and event != 'touch-session'"
    events = [row[0] for row in count(world, since)]
    assert sorted(map(str, set(events))) == ["download-consultation", "read-advice"], events
    assert count(world, "select id from prompt_shown") == shown
