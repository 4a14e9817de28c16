"""Signing in at an identity provider in a real browser, whose policy forbids other sites."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect
from werkzeug.serving import make_server

from gpsupport.actions.identity.accounts import NewPerson, add_account
from gpsupport.actions.practices import find_practice
from gpsupport.domain.people import Role
from gpsupport.outbound.client_keys import key_path
from gpsupport.persistence.work import Database
from gpsupport.settings import Settings
from tests.rig.browser import assert_accessible
from tests.rig.openid_provider import CLIENT_ID, SUBJECT, client_key, provider_on_loopback
from tests.rig.world import MORNING, World

if TYPE_CHECKING:
    from playwright.sync_api import Page


@dataclass
class Served:
    """A practice that is served, and where."""

    world: World
    address: str


@pytest.fixture
def surgery(seeded_folder: Path, tmp_path: Path) -> Iterator[Served]:
    """A practice with a provider, both on loopback."""
    folder = tmp_path / "data"
    copytree(seeded_folder, folder)
    kept = client_key()
    private = {**kept.key.as_dict(private=True), "kid": kept.id, "alg": kept.algorithm}
    key_path(folder).write_text(json.dumps({"keys": [private]}))
    worlds: list[World] = []

    def answer(environ: Any, start: Any) -> Any:
        # The address must be known before the application is made.
        return worlds[0].app(environ, start)

    server = make_server("127.0.0.1", 0, answer, threaded=True)
    address = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    now = lambda: worlds[0].now if worlds else MORNING  # noqa: E731
    with provider_on_loopback(f"{address}/sign-in/provider/return", now) as stand_in:
        environ = {
            "GPSUPPORT_BASE_URL": address,
            "GPSUPPORT_OIDC_ISSUER": stand_in.issuer,
            "GPSUPPORT_OIDC_CLIENT_ID": CLIENT_ID,
        }
        settings = Settings.load(environ, data_dir=folder)
        database = Database.open(settings)
        practice = find_practice(database, None)
        assert practice is not None
        worlds.append(World(settings, database, practice))
        known = NewPerson("Dr Ruth Hale", "ruth", (Role.GP,), stand_in.issuer, SUBJECT)
        add_account(database, practice, known, MORNING)
        thread.start()
        yield Served(worlds[0], address)
        server.shutdown()
        thread.join()
        server.server_close()
        database.close()


def test_there_and_back_and_again_after_the_lock(surgery: Served, page: "Page") -> None:
    page.goto(f"{surgery.address}/sign-in/provider")
    assert_accessible(page)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Allow").click()
    expect(page).to_have_url(f"{surgery.address}/today")
    expect(page.get_by_text("Dr Ruth Hale").first).to_be_visible()

    surgery.world.wait(minutes=6)
    page.goto(f"{surgery.address}/patients")
    expect(page.get_by_role("heading", name="Locked")).to_be_visible()
    page.goto(f"{surgery.address}/sign-in/provider?next=/patients")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Deny").click()
    expect(page.get_by_role("heading", name="You are not signed in")).to_be_visible()
    assert_accessible(page)
    page.goto(f"{surgery.address}/sign-in/provider?next=/patients")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Allow").click()
    expect(page).to_have_url(f"{surgery.address}/patients")
