"""Reading feeds: what the standard wants is wanted, and every fault says where it stands."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gpsupport.directory_feeds.files import files_of
from gpsupport.directory_feeds.reading import CheckedFeed, check_feed, read_options
from gpsupport.domain.directory.option import OptionKind, ReferralOption
from tests.unit.directory_feeds.made import READING, id_of, own, page, service, written


def told(checked: CheckedFeed) -> list[str]:
    return [str(fault) for fault in checked.faults]


def checked_page(folder: Path, *services: Any, **named: Any) -> CheckedFeed:
    return check_feed(written(folder, services=page(*services, **named)), READING)


def only(folder: Path, one: Any) -> ReferralOption:
    """The option that one service is."""
    paths = written(folder, services=page(one))
    checked = check_feed(paths, READING)
    assert told(checked) == []
    (found,) = read_options(paths, READING, checked)
    return found


def test_a_service_as_an_option(tmp_path: Path) -> None:
    found = only(
        tmp_path,
        service(
            description="Play and company.",
            alert="Closed in August.",
            url="https://toys.example/here",
            minimum_age=0,
            maximum_age=11.5,
            assured_date="2026-10-01",
            organization={"id": id_of("o"), "name": "Toys for all", "description": "Toys"},
            service_areas=[{"id": id_of("a"), "name": "Elmford"}],
            contacts=[{"id": id_of("c"), "name": "Jo Bell", "title": "Keeper"}],
            schedules=[{"id": id_of("s"), "description": "Mondays"}],
            phones=[{"id": id_of("p"), "number": "01632 960321"}],
        ),
    )
    assert found == ReferralOption(
        id="",
        name="Toy library",
        kind=OptionKind.VOLUNTARY,
        summary="Play and company.\nClosed in August.",
        phone="01632 960321",
        named_person="Jo Bell, Keeper",
        availability="Mondays",
        from_age=0,
        below_age=12,
        areas=frozenset({"Elmford"}),
        assured_on=date(2026, 10, 1),
        stale_after=date(2027, 4, 2),
        organisation="Toys for all",
        web_address="https://toys.example/here",
        feed="county",
        source_id=id_of("Toy library"),
    )


def test_a_sentence_is_no_area(tmp_path: Path) -> None:
    words = "Everybody who lives anywhere near the town and can show it with a letter or a bill"
    assert only(tmp_path, service(service_areas=[{"id": id_of("a"), "name": words}])).areas == set()


def test_what_is_not_checked_is_stale_and_what_was_long_ago_too(tmp_path: Path) -> None:
    assert only(tmp_path, service()).stale(date(2026, 11, 23))
    assert only(tmp_path, service(assured_date="2005-01-01")).stale(date(2026, 11, 23))
    assert not only(tmp_path, service(assured_date="2026-11-01")).stale(date(2026, 11, 23))


WRONG = {
    "$.contents[0].id: must be a UUID": service() | {"id": "7"},
    "$.contents[0].status: must be one of: active, inactive, defunct, temporarily closed": (
        service() | {"status": "open"}
    ),
    "$.contents[0].name: must not be empty": service() | {"name": " "},
    "$.contents[0].email: must be an e-mail address": service(email="jo at toys"),
    "$.contents[0].url: must be a web address": service(url="toys"),
    "$.contents[0].minimum_age: must be a number": service(minimum_age="3"),
    "$.contents[0].assured_date: must be a day such as 2026-11-23": service(assured_date="May"),
    "$.contents[0].last_modified: must be a moment such as 2026-11-23T09:30:00Z": service(
        last_modified="2026-11-23"
    ),
    "$.contents[0].contacts: must be a list": service(contacts={}),
    "$.contents[0].contacts[0].id: is missing": service(contacts=[{"name": "Jo"}]),
    "$.contents[0].schedules[0].opens_at: must be a time such as 09:30": service(
        schedules=[{"id": id_of("s"), "opens_at": "nine"}]
    ),
    "$.contents[0].schedules[0].freq: must be one of: WEEKLY, MONTHLY": service(
        schedules=[{"id": id_of("s"), "freq": "DAILY"}]
    ),
    "$.contents[0].organization.description: is missing": service(
        organization={"id": id_of("o"), "name": "Toys"}
    ),
    "$.contents[0].attributes[0].taxonomy_term.name: is missing": service(
        attributes=[{"id": id_of("a"), "taxonomy_term": {"id": id_of("t"), "description": "x"}}]
    ),
    "$.contents[0]: must be an object": "a text",
    "$.contents[0]: as below_age: must be above the lowest age": service(
        minimum_age=9, maximum_age=3
    ),
    "$.contents[0]: as capacity: must be one of the list": service(
        attributes=[own("capacity", "plenty")]
    ),
}


@pytest.mark.parametrize("expected", WRONG)
def test_every_rule_names_its_place(tmp_path: Path, expected: str) -> None:
    checked = checked_page(tmp_path, WRONG[expected])
    assert f"services.json {expected}" in told(checked)
    assert not checked.fit


def test_an_id_that_comes_twice(tmp_path: Path) -> None:
    checked = checked_page(tmp_path, service(), service())
    place = "services.json $.contents[0]"
    assert told(checked) == [f"services.json $.contents[1].id: is the id of {place} too"]


def test_null_is_told_and_harmless(tmp_path: Path) -> None:
    checked = checked_page(tmp_path, service(email=None))
    assert checked.fit
    assert told(checked) == [
        "services.json $.contents[0].email: is null: leave it out where nothing is known"
    ]


def test_missing_pages_are_told_and_nothing_counts_as_gone(tmp_path: Path) -> None:
    checked = checked_page(tmp_path, service(), number=1, of=3, total=3)
    assert checked.fit
    assert not checked.complete
    assert told(checked) == ["services.json $.total_pages: 2 of 3 pages are not here"]


def test_pages_that_are_all_here(tmp_path: Path) -> None:
    paths = written(
        tmp_path,
        services_1=page(service("A"), number=1, of=2, total=2),
        services_2=page(service("B"), number=2, of=2, total=2),
    )
    checked = check_feed(paths, READING)
    assert told(checked) == []
    assert checked.complete
    assert [one.name for one in read_options(paths, READING, checked)] == ["A", "B"]


def test_a_number_of_pages_that_nobody_could_send(tmp_path: Path) -> None:
    checked = checked_page(tmp_path, service(), of=10**15, total=10**15)
    assert not checked.complete


def test_the_full_service_stands_for_the_listed_one(tmp_path: Path) -> None:
    paths = written(
        tmp_path,
        service_full=service(description="In full."),
        service_list=page(service(), service("Other")),
    )
    checked = check_feed(paths, READING)
    assert told(checked) == []
    found = {one.name: one.summary for one in read_options(paths, READING, checked)}
    assert found == {"Toy library": "In full.", "Other": ""}


def test_what_is_not_active_is_left_out(tmp_path: Path) -> None:
    paths = written(tmp_path, services=page(service(), service("Old") | {"status": "defunct"}))
    checked = check_feed(paths, READING)
    assert (checked.services, checked.left_out) == (1, 1)
    assert [one.name for one in read_options(paths, READING, checked)] == ["Toy library"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "services.json: is no JSON object"),
        (b"[]", "services.json: is no JSON object"),
        (b'{"a": NaN}', "services.json: is no JSON object"),
        (b"[" * 5000, "services.json: is no JSON object"),
        (b'{"contents": 3}', "services.json $.contents: must be a list"),
        (b'{"contents": []}', "the feed: holds no service"),
    ],
)
def test_what_is_no_feed(tmp_path: Path, content: bytes, expected: str) -> None:
    path = tmp_path / "services.json"
    path.write_bytes(content)
    checked = check_feed([path], READING)
    assert expected in told(checked)
    assert not checked.fit


def test_a_service_on_each_line(tmp_path: Path) -> None:
    path = tmp_path / "all.ndjson"
    lines = [json.dumps(service("A")), "", "{", json.dumps(service("B"))]
    path.write_text("\n".join(lines))
    assert told(check_feed([path], READING)) == ["all.ndjson line 3 $: is no JSON object"]
    path.write_text("\n".join(line for line in lines if line != "{"))
    checked = check_feed([path], READING)
    assert [one.name for one in read_options([path], READING, checked)] == ["A", "B"]


def test_the_files_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    for name in ("b.json", "a.ndjson", "inner/c.json", "readme.md"):
        (tmp_path / name).touch()
    found = [one.relative_to(tmp_path).as_posix() for one in files_of([tmp_path])]
    assert found == ["a.ndjson", "b.json", "inner/c.json"]


def test_no_value_of_a_faulty_feed_is_repeated(tmp_path: Path) -> None:
    checked = checked_page(
        tmp_path,
        service("Kanarienvogel", email="kanarienvogel", url="kanarienvogel", minimum_age="kanari"),
    )
    assert checked.faults
    assert "kanari" not in " ".join(told(checked)).lower()
