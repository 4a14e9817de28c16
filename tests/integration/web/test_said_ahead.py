"""What the pages say ahead: what silence means, what a no brings, what to say on the telephone."""

import re

import pytest

from tests.rig.world import GP, Visitor, World

_QUIET = "No prompt for today"


@pytest.fixture
def gp(world: World) -> Visitor:
    """Dr Shah's browser."""
    return world.signed_in(GP)


@pytest.mark.parametrize(("family", "given"), [("Finch", "Jodie"), ("Whitfield", "Tyler")])
def test_silence_claims_nothing_of_what_the_lead_keeps(
    gp: Visitor, world: World, family: str, given: str
) -> None:
    page = gp.answer_gate(world.patient(family, given)).text
    assert "on this record suggests" not in page
    assert _QUIET in page
    assert "not all of a record is shown here" in page
    # Anybody's page may say so: it tells nothing of who is in the lead's list.
    assert "ask them" not in page.lower()


def test_the_next_date_after_a_no_is_said_before_it_is_saved(gp: Visitor, world: World) -> None:
    jane = world.patient("Atkinson", "Jane")
    page = gp.answer_gate(jane).text
    found = re.search(r"After “Said no”: ask again from ([^.]+)\.", page)
    assert found
    address = f"/patients/{jane.id}/consultation"
    gp.post(f"{address}/save", asked="yes", outcome="not-disclosed")
    after = gp.get(address).text
    assert found.group(1) in after
    assert "After “Said no”" not in after


def test_the_telephone_asks_before_it_concludes(gp: Visitor, world: World) -> None:
    jane = world.patient("Atkinson", "Jane")
    page = gp.get(f"/patients/{jane.id}/consultation/who?how=telephone").text
    asked = page.index("Are you alone? Is now a good time?")
    assert asked < page.index("Nobody else hears")
    assert "Ask for the patient in an ordinary way, give no reason, and ring off." in page
