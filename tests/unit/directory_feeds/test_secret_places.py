"""T8: no address of a secret place comes in through a feed, wherever in the feed it stands."""

from pathlib import Path
from typing import Any

import pytest

from gpsupport.directory_feeds.reading import check_feed, read_options
from gpsupport.directory_feeds.writing import write_page
from gpsupport.domain.directory.option import OptionKind, ReferralOption
from tests.unit.directory_feeds.made import READING, id_of, own, page, refuge, service, written

STREET = "12 Kanarienvogel Street"
ADDRESS = {
    "id": id_of("address"),
    "address_1": STREET,
    "city": "Elmford",
    "state_province": "Elmshire",
    "postal_code": "EL1 2MF",
    "country": "GB",
    "address_type": "physical",
}
PLACE = {"id": id_of("place"), "location_type": "physical"}


def at(**location: Any) -> list[Any]:
    """A service at a location."""
    return [{"id": id_of("at"), "location": {**PLACE, **location}}]


CARRIED: dict[str, dict[str, Any]] = {
    "an address": {"service_at_locations": at(addresses=[ADDRESS])},
    "a position": {"service_at_locations": at(latitude=53.4, longitude=-1.2)},
    "a number of the building": {"service_at_locations": at(external_identifier="100020003")},
    "a street in the name of the place": {"service_at_locations": at(name=STREET)},
    "a street in the description": {"description": f"Come to {STREET}, ring twice"},
    "a postcode in the description": {"description": "We are near el12mf."},
    "a postcode spelt apart": {"description": "We are at EL1 - 2MF"},
    "a postcode behind a hidden sign": {"description": "EL1\u200b 2MF"},
    "a postcode in wide letters": {
        "description": "".join(chr(ord(sign) + 0xFEE0) for sign in "EL12MF")
    },
    "a street in the alert": {"alert": f"Moved to {STREET}"},
    "a street in a contact": {"contacts": [{"id": id_of("c"), "name": STREET}]},
    "a street in a schedule": {"schedules": [{"id": id_of("s"), "notes": STREET}]},
    "a street in a web address": {"url": "https://help.example/12-kanarienvogel-street"},
    "a street in a field beside the standard": {"where": {"inside": [STREET]}},
    "an address beside the standard": {"physical_addresses": [{"address_1": "x"}]},
    "a street in the name of a field": {f"x {STREET}": "y"},
    "a position in words": {"description": "See 53.40312, -1.20311 on the map"},
    "three words": {"description": "///filled.count.soap"},
    "in an organisation": {
        "organization": {"id": id_of("o"), "name": "Org", "description": f"Of {STREET}"}
    },
}


@pytest.mark.parametrize("how", CARRIED)
def test_the_row_is_refused_and_nothing_of_it_is_told(tmp_path: Path, how: str) -> None:
    paths = written(tmp_path, services=page(refuge(**CARRIED[how]), service("Other")))
    checked = check_feed(paths, READING)
    (refused,) = checked.refused
    assert refused.source_id == id_of("Harbour")
    assert [one.name for one in read_options(paths, READING, checked)] == ["Other"]
    words = " ".join([str(refused), *map(str, checked.faults)]).lower()
    assert "services.json $.contents[0]" in words
    assert not any(one in words for one in ("kanarien", "2mf", "53.4", "soap", "100020003"))


@pytest.mark.parametrize("how", CARRIED)
def test_the_same_of_a_place_that_is_open_to_all_is_fine(tmp_path: Path, how: str) -> None:
    paths = written(tmp_path, services=page(service(**CARRIED[how])))
    checked = check_feed(paths, READING)
    assert checked.refused == ()
    (found,) = read_options(paths, READING, checked)
    assert found.kind is OptionKind.VOLUNTARY


NAMED_OTHERWISE: dict[str, dict[str, Any]] = {
    "by its name": {"name": "Rosewood Refuge"},
    "by its description": {"description": "Women’s refuge with six rooms"},
    "as a safe house": {"description": "A safe-house for two families"},
    "by a taxonomy of others": {
        "attributes": [
            {
                "id": id_of("a"),
                "taxonomy_term": {
                    "id": id_of("t"),
                    "name": "Confidential location",
                    "description": "x",
                },
            }
        ]
    },
}


@pytest.mark.parametrize("how", NAMED_OTHERWISE)
def test_who_does_not_use_our_taxonomy_is_known_by_words(tmp_path: Path, how: str) -> None:
    one = service(service_at_locations=at(addresses=[ADDRESS])) | NAMED_OTHERWISE[how]
    paths = written(tmp_path, services=page(one, service("Other")))
    checked = check_feed(paths, READING)
    assert [refused.source_id for refused in checked.refused] == [one["id"]]


def test_a_refuge_without_an_address_comes_in_as_one(tmp_path: Path) -> None:
    one = service("Elm Refuge", description="A refuge: 12 self contained flats, a 24 hour line.")
    paths = written(tmp_path, services=page(one))
    checked = check_feed(paths, READING)
    assert checked.refused == ()
    (found,) = read_options(paths, READING, checked)
    assert found.kind is OptionKind.REFUGE


def test_who_is_there_and_when_does_not_come_in(tmp_path: Path) -> None:
    """Of a place that is open to all the same is taken."""
    told: dict[str, Any] = {
        "contacts": [{"id": id_of("c"), "name": "Ana Holm", "phones": [{"id": id_of("p")}]}],
        "schedules": [{"id": id_of("s"), "description": "Mondays at the corner shop"}],
    }
    told["contacts"][0]["phones"][0]["number"] = "01632 960321"
    paths = written(tmp_path, services=page(service("Elm Refuge", **told), service(**told)))
    options = read_options(paths, READING, check_feed(paths, READING))
    secret, open_to_all = sorted(options, key=lambda one: one.name)
    assert (secret.phone, secret.named_person, secret.availability) == ("01632 960321", "", "")
    assert (open_to_all.named_person, open_to_all.availability) == (
        "Ana Holm",
        "Mondays at the corner shop",
    )


def test_an_id_that_is_an_address_is_not_told_either(tmp_path: Path) -> None:
    bad = refuge() | {"id": STREET}
    checked = check_feed(written(tmp_path, services=page(bad, refuge(alert=STREET))), READING)
    assert not checked.fit
    assert len(checked.refused) == 1
    paths = written(tmp_path, services=page(bad | {"alert": STREET}))
    (refused,) = check_feed(paths, READING).refused
    assert "anarien" not in str(refused)


def test_refugees_live_anywhere(tmp_path: Path) -> None:
    one = service("Refugee welcome", service_at_locations=at(addresses=[ADDRESS]))
    assert check_feed(written(tmp_path, services=page(one)), READING).refused == ()


def test_whom_a_service_takes_does_not_make_it_secret(tmp_path: Path) -> None:
    attributes = [own("kind", "camhs"), own("accepts-in-refuge", "yes"), own("evidence", "refuge")]
    attributes[1]["taxonomy_term"]["description"] = "Whether it takes somebody from a refuge"
    one = service(attributes=attributes, service_at_locations=at(addresses=[ADDRESS]))
    assert check_feed(written(tmp_path, services=page(one)), READING).refused == ()


@pytest.mark.parametrize("nested", [True, False])
def test_an_address_in_another_file_counts(tmp_path: Path, nested: bool) -> None:
    one = refuge()
    there = {"id": id_of("at"), "location": {**PLACE, "addresses": [ADDRESS]}}
    names = {"service": one} if nested else {"service_id": one["id"]}
    paths = written(
        tmp_path,
        service_at_location_list=page({**there, **names}),
        service_list=page(one, service("Other")),
    )
    checked = check_feed(paths, READING)
    assert [refused.source_id for refused in checked.refused] == [one["id"]]
    assert [option.name for option in read_options(paths, READING, checked)] == ["Other"]


def test_a_refused_one_does_not_count_as_gone(tmp_path: Path) -> None:
    one = refuge(alert=STREET)
    checked = check_feed(written(tmp_path, services=page(one, service("Other"))), READING)
    assert one["id"] in checked.source_ids
    assert checked.services == 1


def test_nothing_of_it_goes_out_either() -> None:
    """An entry that an older release let in."""
    kept = ReferralOption(
        id=id_of("kept"),
        name=f"Refuge, {STREET}",
        kind=OptionKind.REFUGE,
        summary=f"At {STREET}",
        site="Kanarienvogel House",
        evidence="Nothing",
        phone="01632 960321",
    )
    text = b"".join(write_page([kept])).decode()
    assert "anarienvogel" not in text
    assert "01632 960321" in text


def test_our_own_attribute_may_not_smuggle_one(tmp_path: Path) -> None:
    one = service(attributes=[own("kind", "refuge"), own("evidence", STREET)])
    checked = check_feed(written(tmp_path, services=page(one)), READING)
    assert len(checked.refused) == 1
