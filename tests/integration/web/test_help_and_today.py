"""Local help, the day's list and the timeline as a browser gets them."""

import re

import pytest

from tests.rig.world import GP, SECOND_GP, World, title_of


@pytest.mark.parametrize("name", [GP, SECOND_GP, "Amy Cole", "Dr Helen Marsh"])
def test_the_days_list_and_the_page_after_hiding_show_own_patients_alone(
    world: World, name: str
) -> None:
    visitor = world.signed_in(name)
    for path in ("/today", "/away"):
        page = visitor.client.get(path, follow_redirects=True).text
        rows = re.findall(r"<tr>\s*<td class=\"cs-nowrap\">.*?</tr>", page, re.DOTALL)
        assert rows
        assert all(f"<td>{name}</td>" in row for row in rows)


def test_the_desk_sees_everybody_and_opens_nobody(world: World) -> None:
    page = world.signed_in("Gareth Nash").get("/today").text
    assert GP in page
    assert SECOND_GP in page
    assert "/patients/" not in page


def test_from_the_day_s_list_the_way_leads_to_the_lists(world: World) -> None:
    page = world.signed_in("Dr Helen Marsh").get("/today").text
    assert '<a href="/reviews/due">Work lists</a>' in page
    assert '<a href="/today/prepare">Prepare</a>' in page
    page = world.signed_in(GP).get("/today").text
    assert '<a href="/today/prepare">Prepare</a>' in page
    assert "/reviews/due" not in page
    assert "/today/prepare" not in world.signed_in("Gareth Nash").get("/today").text


def test_no_visit_is_seen_by_nobody(world: World) -> None:
    page = world.signed_in(GP).get(f"/patients/{world.patient('Atkinson', 'Jane').id}/consultation")
    assert "<td>Practice team</td>" in page.text
    assert "<td></td>" not in page.text


def test_general_help_first_and_the_rest_behind_a_neutral_link(world: World) -> None:
    visitor = world.signed_in(GP)
    first = visitor.get("/directory").text
    assert "Talking therapies, Elmford" in first
    assert "Harbour" not in first
    assert "Nadia Rahman" not in first
    assert '<a href="/directory/all">Show all</a>' in first
    answer = visitor.get("/directory/all")
    assert title_of(answer.text) == title_of(first)
    for name in ("Harbour women’s service", "Nadia Rahman", "National Domestic Abuse Helpline"):
        assert name in answer.text
    helpline = answer.text[answer.text.index("At any hour") :]
    assert "Not verified: check the number before you give it." in helpline
    assert "cs-tag" not in helpline
    assert world.visitor().get("/directory/all").status_code == 303
    assert world.signed_in("Jo Ellis").client.get("/directory/all").status_code == 404


def test_local_help_is_for_each_of_the_family(world: World) -> None:
    visitor = world.signed_in(GP)
    jane = world.patient("Atkinson", "Jane")
    visitor.answer_gate(jane)
    page = visitor.get(f"/patients/{jane.id}/local-help").text
    order = [
        page.index(words, page.index('id="looking"'))
        for words in (
            "Safety now",
            "Nadia Rahman",
            "For Jane",
            "The child",
            "School nurse team",
            "For Ella and Noah",
            "Less likely to fit (1)",
            "CAMHS, north Elmford",
            "What can start now, side by side",
            "Advice for us",
            "At any hour",
            "National Domestic Abuse Helpline",
        )
    ]
    assert order == sorted(order)
    for place in ("any-hour", "advice"):
        assert page.index(f'href="#{place}"') < order[0] < page.index(f'id="{place}"')
    assert page.count("Not known here: where they live.") == 1
    phones = re.findall(r'<a class="([^"]*)" href="tel:', page)
    assert len(phones) == 12
    assert all("outline" in classes for classes in phones)
    begin = f"/patients/{jane.id}/referrals/new?option={{}}&amp;about={{}}".format
    assert f'class="nhsuk-button cs-phone" href="{begin("advocate", 0)}"' in page
    begins = re.findall(r'href="([^"]*referrals/new[^"]*)"', page)
    assert len(begins) == len(set(begins))
    assert {begin("camhs", 1), begin("camhs", 2)} <= set(begins)
    assert begin("camhs", 0) not in begins


def test_a_corrected_answer_stays_in_the_table(world: World) -> None:
    visitor = world.signed_in(GP)
    jane = world.patient("Atkinson", "Jane")
    where = f"/patients/{jane.id}/consultation"
    visitor.answer_gate(jane)
    visitor.post(f"{where}/save", asked="yes", outcome="not-disclosed")
    world.wait(minutes=4)
    visitor.post(f"{where}/save", asked="yes", outcome="disclosed-current", words="He shouts.")
    page = visitor.get(f"/patients/{jane.id}/timeline").text
    assert "Asked twice by 2 clinicians" in page
    assert "<s>Said no</s><br><strong>Changed: replaced at 9:16am</strong>" in page
    assert page.index("Disclosed, going on now</span>") < page.index("<s>Said no</s>")
    assert "Told</li>" not in page
    assert "Disclosed</li>" in page


def test_a_wait_counts_on_when_help_is_looked_for_once_more(world: World) -> None:
    """Whoever looks for another way, and says where they live, keeps the referral it stands for."""
    visitor = world.signed_in(GP)
    jane = world.patient("Atkinson", "Jane")
    where = f"/patients/{jane.id}/local-help"
    visitor.answer_gate(jane)
    for page in (
        visitor.get(f"{where}?continues=earlier").text,
        visitor.post(where, area="north Elmford", part="child", continues="earlier").text,
    ):
        begins = re.findall(r'href="([^"]*referrals/new[^"]*)"', page)
        assert begins
        assert all(one.endswith("&amp;continues=earlier") for one in begins)
        assert '<input type="hidden" name="continues" value="earlier">' in page
