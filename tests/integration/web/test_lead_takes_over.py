"""The lead takes a child over today: chosen alone it is a whole plan, with a name and a day."""

from tests.integration.web.test_disclosure_page import children_of, saved, tell
from tests.integration.web.test_family_pages import LEAD
from tests.rig.world import GP, World


def test_to_choose_it_is_enough_without_a_script(world: World) -> None:
    jane = world.patient("Atkinson", "Jane")
    gp = world.signed_in(GP)
    tell(gp, jane)
    page = f"/patients/{jane.id}/consultation/after"
    sent: dict[str, str] = {}
    for name in children_of(gp.get(page).text):
        sent |= {f"{name}plan": "lead-today", f"{name}owner": "", f"{name}by": ""}
    assert gp.post(page, **sent).status_code == 303
    kept = saved(world, jane)
    assert kept is not None
    today = world.now.date()
    assert {(one.owner, one.by, one.planned) for one in kept.children} == {(LEAD, today, True)}
