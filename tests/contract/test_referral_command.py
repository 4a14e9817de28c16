"""The contract of `gpsupport referral`."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gpsupport.actions.exchange import take_in_record
from gpsupport.actions.practices import add_practice, system_actor
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.events import Event
from gpsupport.domain.referral.states import ReferralState
from gpsupport.fhir.reading import read_record
from gpsupport.persistence.work import Database
from gpsupport.settings import Settings
from tests.contract.command import Ran, gpsupport
from tests.unit.fhir.made import bundle
from tests.unit.fhir.referred import CONSENT, as_bytes, begun, event, resources_of, task

AT = datetime(2020, 1, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> tuple[Path, str]:
    """A data folder with one referral that went out, and its number."""
    folder = tmp_path / "data"
    database = Database.create(Settings.load({}, data_dir=folder))
    system = system_actor(add_practice(database, "Y12345", "Larch Surgery", AT, synthetic=True))
    patient = take_in_record(database, system, read_record(bundle()), AT).patient_id
    occasion = Occasion(system, Permission.TAKE_IN_RECORDS, AT, Event.TAKE_IN_REPLY)
    with database.writing(occasion) as work:
        made = work.referrals.begin(
            system, begun(patient_id=patient, option_id="", begun_on=AT.date())
        )
        for place, one in enumerate(
            (
                event(1, ReferralState.CONSENT, AT.date(), consent=CONSENT),
                event(2, ReferralState.SENT, AT.date()),
            )
        ):
            work.referrals.add_event(
                system, patient, made.id, one, expected=place, next_due_on=None
            )
    database.close()
    return folder, made.id


def test_a_referral_goes_out_and_its_answer_comes_in(
    folder: tuple[Path, str], tmp_path: Path
) -> None:
    data, number = folder

    def run(*arguments: str | Path, stdin: bytes | None = None) -> Ran:
        return gpsupport("referral", *arguments, stdin=stdin, GPSUPPORT_DATA_DIR=str(data))

    written = run("export", number, "--out", "-", "--practice", "Y12345")
    assert written.code == 0, written.err
    resources = resources_of(written.out.encode())
    assert resources[0]["resourceType"] == "MessageHeader"
    path = tmp_path / "reply.json"
    ours = next(one for one in resources if one["resourceType"] == "Task")
    answered: dict[str, Any] = task(focus=ours["focus"], lastModified="2020-01-10")
    path.write_bytes(as_bytes(answered))
    assert run("reply", path).out.startswith("Taken")
    assert run("reply", "-", stdin=as_bytes(answered)).out.startswith("Known already")
    chain = resources_of(run("export", number, "--chain").out.encode())
    assert "accepted" in {one.get("status") for one in chain}
    assert run("export", "nobody").code == 1
    refused = run("reply", "-", stdin=as_bytes(task(focus=None)))
    assert (refused.code, refused.out) == (2, "")
    assert "Task: names no referral" in refused.err
    unknown = json.loads(path.read_text().replace(number, number[::-1]))
    assert run("reply", "-", stdin=as_bytes(unknown)).code == 1
