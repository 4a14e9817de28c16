"""A referral as a file for its service: behind the gate, and only once somebody agreed."""

import json

from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.directory.option import OptionKind
from gpsupport.domain.events import Event
from gpsupport.domain.referral.events import BegunReferral, Consent, ReferralEvent
from gpsupport.domain.referral.states import ReferralState
from tests.rig.world import GP, World

NEED = "Lives at 14 Oak Road. Wants to die."


def test_the_file_is_there_once_it_may_go(world: World) -> None:
    gp, jane = world.signed_in(GP), world.patient("Atkinson", "Jane")
    actor, today = world.actor(GP), world.now.date()
    made = BegunReferral(
        "", jane.id, "", "Elmford hub", OptionKind.FAMILY_HUB, NEED, world.now, today, GP
    )
    agreed = Consent(given=True, by_whom="The patient", asked_on=today)
    occasion = Occasion(actor, Permission.CONSULT, world.now, Event.CHANGE_REFERRAL)
    with world.database.writing(occasion) as work:
        number = work.referrals.begin(actor, made).id
    look = f"/patients/{jane.id}/referrals/{number}/message"
    assert gp.get(look).status_code == 303, "the gate is shut"
    gp.answer_gate(jane)
    refused = gp.post(look)
    assert (refused.status_code, refused.mimetype) == (409, "text/html")
    assert "Nobody has agreed" in refused.text
    step = ReferralEvent("", world.now, GP, today, ReferralState.CONSENT, consent=agreed)
    with world.database.writing(occasion) as work:
        work.referrals.add_event(actor, jane.id, number, step, expected=0, next_due_on=None)
    page = gp.get(look)
    assert (page.status_code, page.mimetype) == (200, "text/html")
    assert "This will not go out as it is written" in page.text
    assert "[left out] Wants to die." in page.text
    assert "nothing here does until you note it" in page.text
    assert "?step=sent" in page.text
    assert gp.get(f"{look}?download=1").mimetype == "text/html", "a link alone saves nothing"
    answer = gp.post(look)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="message.json"'
    assert (answer.status_code, answer.mimetype) == (200, "application/fhir+json")
    assert json.loads(answer.data)["type"] == "message"
    assert "Wants to die" in answer.text
    assert "Oak Road" not in answer.text
    stands = gp.get(f"/patients/{jane.id}/referrals/{number}").text
    assert "A file for their system was saved here. That it was sent is not noted yet." in stands
    with world.database.writing(occasion) as work:
        (logged,) = work.sharing.read_all(actor, jane.id)
    assert (logged.with_whom, logged.by) == ("Elmford hub", actor.name)
