"""When two addresses are the same home, which address holds, and what a mask leaves."""

from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gpsupport.domain.addresses import (
    ContactDetails,
    Extent,
    PostalAddress,
    RevealReason,
    Standing,
    Telecom,
    Use,
    address_key,
    current_home,
    key_of,
    shown,
    standing,
    standings,
)
from gpsupport.domain.days import PartialDate

TODAY = date(2026, 11, 23)
POSTCODE = "QQ1 2AB"

SAME = (
    (
        ("12 High Street", "Elmford", "Elmshire", "England"),
        ("12, High St.",),
        ("12", "High Street"),
        ("No. 12 HIGH ST", "Elmford"),
        ("number 12 high-street, Elmford",),
        ("c/o Smith", "12 High  Street"),
    ),
    (
        ("Flat 2", "12 High Street"),
        ("Apartment 2, 12 High Street",),
        ("apt. 2", "12 High St", "Elmford"),
        ("2/12 High Street",),
        ("Flat 2 12 High Street",),
    ),
    (
        ("Flat 2, Rowan House", "12 High Street"),
        ("2 Rowan House", "12 High Street"),
        ("Flat 2, Rowan Hse, 12 High St, Elmford",),
    ),
    (("12A High Street",), ("12 a High Street",), ("12a, High St",)),
    (("12-14 High Street",), ("12 – 14 High St",)),
    (("7 St Mary's Road",), ("7 Saint Marys Rd",), ("7, St. Mary’s Road",)),
    (("Rose Cottage", "Mill Lane"), ("Rose Cottage, Mill Ln, Elmford",)),
    (("31 Kiln Avenue",), ("31 Kiln Ave",), ("31 Kiln Av.",)),
    (("Flat 2, High Street",), ("Flat 2", "High St")),
    (("2 High Street",),),
    (("13 High Street",),),
    (("Flat 3, 12 High Street",), ("3/12 High Street",)),
    (("12 Church Street",),),
    (("Flat A, 12 High Street",),),
    (("Flat 2, Beech House, 12 High Street",),),
    (("Ivy Cottage", "Mill Lane"),),
)
KINDS = tuple(addresses for addresses in SAME if len(addresses) > 1)


@pytest.mark.parametrize("written", KINDS, ids=lambda written: written[0][0])
def test_one_home_has_one_key_however_it_is_written(written: tuple[tuple[str, ...], ...]) -> None:
    keys = {address_key(lines, POSTCODE) for lines in written}
    assert len(keys) == 1
    assert keys != {""}


def test_neighbours_never_share_a_key() -> None:
    for one, other in combinations(SAME, 2):
        assert address_key(one[0], POSTCODE) != address_key(other[0], POSTCODE), (one, other)
    assert address_key(("12 High Street",), "QQ1 2AC") != address_key(("12 High Street",), POSTCODE)


@pytest.mark.parametrize(
    ("lines", "postcode"),
    [
        ((), ""),
        ((), POSTCODE),
        (("12 High Street",), ""),
        (("12 High Street",), "not known"),
        (("High Street",), POSTCODE),
        (("12",), POSTCODE),
        (("Flat 2",), POSTCODE),
        (("/", "-", ","), POSTCODE),
        (("12/",), POSTCODE),
        (("No fixed abode",), POSTCODE),
        (("PO Box 12",), POSTCODE),
        (("12 High Street",), "ZZ99 3VZ"),
        (("12 High Street", "x" * 1000), POSTCODE),
    ],
)
def test_what_names_no_home_has_no_key(lines: tuple[str, ...], postcode: str) -> None:
    assert address_key(lines, postcode) == ""


_STREETS = st.sampled_from(["High", "Mill", "Saint Mary's", "Old Kiln", "Beacon"])
_ENDINGS = st.sampled_from([("Road", "Rd"), ("Street", "St."), ("Avenue", "ave"), ("Lane", "Ln")])
_FLATS = st.sampled_from(["", "1", "2", "12", "4b"])
_NUMBERS = st.sampled_from(["1", "2", "12", "12a", "112", "14-16"])
_HOMES = st.tuples(_FLATS, _NUMBERS, _STREETS, _ENDINGS)


@given(_HOMES, st.data())
def test_case_space_punctuation_and_order_of_lines_do_not_matter(
    home: tuple[str, str, str, tuple[str, str]], data: st.DataObject
) -> None:
    plain = address_key(_lines(home), POSTCODE)
    assert plain
    flat, number, street, ending = home
    unit = data.draw(st.sampled_from(["Flat ", "FLAT  ", "Apartment ", "apt. "])) + flat
    comma = data.draw(st.sampled_from([" ", ", ", "  "]))
    said = f"{number}{comma}{street} {data.draw(st.sampled_from(ending))}"
    said = data.draw(st.sampled_from([said, said.upper(), said.lower(), said.title()]))
    lines = data.draw(
        st.sampled_from(
            [[unit, said], [f"{unit}, {said}"], [f"{flat}/{said}"]] if flat else [[said]]
        )
    )
    below = data.draw(st.sampled_from([[], ["Elmford"], ["Elmford", "Elmshire", "England"]]))
    postcode = data.draw(st.sampled_from(["QQ1 2AB", "qq12ab", " QQ1  2ab "]))
    assert address_key([*lines, *below], postcode) == plain


@given(_HOMES, _HOMES)
def test_another_flat_house_or_street_has_another_key(
    one: tuple[str, str, str, tuple[str, str]], other: tuple[str, str, str, tuple[str, str]]
) -> None:
    same = address_key(_lines(one), POSTCODE) == address_key(_lines(other), POSTCODE)
    assert same == (one == other)


@given(st.lists(st.text(max_size=20), max_size=4), st.text(max_size=9))
def test_any_text_has_a_whole_key_or_none(lines: list[str], postcode: str) -> None:
    for where in (postcode, POSTCODE):
        key = address_key(lines, where)
        if not key:
            continue
        assert len(key.split("|")) == 3
        assert key.split("|")[2].strip()


def _lines(home: tuple[str, str, str, tuple[str, str]]) -> tuple[str, ...]:
    flat, number, street, ending = home
    return (*([f"Flat {flat}"] if flat else []), f"{number} {street} {ending[0]}")


def test_an_address_written_in_one_text_has_the_same_key() -> None:
    whole = PostalAddress(text="Flat 2, 12 High St, Elmford, QQ1 2AB")
    assert key_of(whole) == address_key(("Flat 2", "12 High Street"), POSTCODE)
    assert key_of(PostalAddress(text="12 High Street, Elmford")) == ""


def home(line: str, **parts: object) -> PostalAddress:
    """A home of one line in the test's street."""
    return PostalAddress((line,), "Elmford", POSTCODE, **{"use": Use.HOME, **parts})  # type: ignore[arg-type]


def day(text: str) -> PartialDate:
    """A date as written."""
    return PartialDate.parse(text)


@pytest.mark.parametrize(
    ("part", "how"),
    [
        (home("1 High Street"), Standing.IN_USE),
        (home("1 High Street", use=Use.UNSAID), Standing.IN_USE),
        (home("1 High Street", use=Use.OLD), Standing.OLD),
        (home("1 High Street", end=day("2026-11-22")), Standing.OLD),
        (home("1 High Street", end=day("2026-11-23")), Standing.IN_USE),
        (home("1 High Street", end=day("2026-11")), Standing.OLD),
        (home("1 High Street", end=day("2026")), Standing.OLD),
        (home("1 High Street", end=day("2027")), Standing.IN_USE),
        (home("1 High Street", start=day("2026-11-24")), Standing.NOT_YET),
        (home("1 High Street", start=day("2026-11-23")), Standing.IN_USE),
        (home("1 High Street", use=Use.TEMPORARY), Standing.TEMPORARY),
        (home("1 High Street", use=Use.BILLING), Standing.UNCERTAIN),
        (home("1 High Street", use=Use.OTHER), Standing.UNCERTAIN),
        (home("1 High Street", use=Use.WORK), Standing.IN_USE),
        (Telecom("phone", "01632 960126", Use.OLD), Standing.OLD),
        (Telecom("phone", "01632 960126", Use.MOBILE), Standing.IN_USE),
    ],
)
def test_how_an_address_or_a_number_stands(part: PostalAddress | Telecom, how: Standing) -> None:
    assert standing(part, TODAY) is how


@pytest.mark.parametrize(
    "not_home",
    [
        home("9 Mill Lane", use=Use.OLD),
        home("9 Mill Lane", use=Use.TEMPORARY),
        home("9 Mill Lane", use=Use.WORK),
        home("9 Mill Lane", use=Use.BILLING),
        home("9 Mill Lane", use=Use.OTHER),
        home("9 Mill Lane", postal_only=True),
        home("9 Mill Lane", end=day("2020-01-01")),
        home("9 Mill Lane", start=day("2027-01-01")),
    ],
)
def test_only_a_home_that_holds_today_is_home(not_home: PostalAddress) -> None:
    assert current_home([not_home], TODAY) is None
    here = home("1 High Street")
    assert current_home([not_home, here], TODAY) == here
    assert current_home([here, not_home], TODAY) == here


def test_the_home_that_began_last_counts_and_the_earlier_one_is_old() -> None:
    earlier = home("1 High Street", start=day("2019-01-01"))
    later = home("9 Mill Lane", start=day("2026-10-02"))
    undated = home("4 Kiln Hill")
    for addresses in ([earlier, later, undated], [undated, later, earlier]):
        assert current_home(addresses, TODAY) == later
        told = dict(zip(addresses, standings(addresses, TODAY), strict=True))
        assert told == {earlier: Standing.OLD, undated: Standing.OLD, later: Standing.IN_USE}


def test_of_two_homes_that_nobody_dated_neither_may_be_used() -> None:
    two = [home("1 High Street"), home("9 Mill Lane")]
    assert current_home(two, TODAY) is None
    assert standings(two, TODAY) == (Standing.UNCERTAIN, Standing.UNCERTAIN)
    twice = [home("1 High Street"), home("1, high st")]
    assert current_home(twice, TODAY) == twice[0]
    assert standings(twice, TODAY) == (Standing.IN_USE, Standing.IN_USE)
    # A home that is called so comes before an address that says nothing.
    unsaid = home("9 Mill Lane", use=Use.UNSAID)
    assert standings([unsaid, two[0]], TODAY) == (Standing.UNCERTAIN, Standing.IN_USE)


DETAILS = ContactDetails(
    (
        home("1 High Street", start=day("2026-10-02")),
        home("9 Mill Lane", use=Use.OLD, text="9 Mill Lane, Elmford"),
        PostalAddress(("Dock 3",), "12 Wharf Rd QQ1 2AB", POSTCODE, Use.WORK),
        PostalAddress(text="4 Kiln Hill, Elmford"),
    ),
    (
        Telecom("phone", "01632 960126", Use.MOBILE),
        Telecom("phone", "960126", Use.HOME),
        Telecom("email", "jane1985@elm.example"),
        Telecom("phone", "01632 960199", Use.OLD),
    ),
)


def test_a_mask_leaves_the_town_and_two_digits() -> None:
    seen = shown(DETAILS, TODAY, Extent.MASKED, newest=True)
    assert [(one.town, one.lines, one.postcode, one.text) for one, _ in seen.addresses] == [
        ("Elmford", (), "", ""),
        ("Elmford", (), "", ""),
        ("", (), "", ""),
        ("", (), "", ""),
    ]
    assert [one.value for one, _ in seen.telecoms] == ["26", "", "", "99"]
    told = repr(seen)
    for secret in ("High", "Mill", "Dock", "Wharf", "Kiln", "QQ1", "01632", "9601", "jane", "2026"):
        assert secret not in told


def test_what_is_for_contact_never_shows_what_is_not_in_use() -> None:
    for reason in RevealReason:
        seen = shown(DETAILS, TODAY, reason.extent, newest=True)
        whole = reason in {RevealReason.SHARING, RevealReason.CORRECTING}
        assert ("9 Mill Lane" in repr(seen)) == whole
        assert ("960199" in repr(seen)) == whole
        assert "1 High Street" in repr(seen)
        assert "01632 960126" in repr(seen)
        stale = shown(DETAILS, TODAY, reason.extent, newest=False)
        assert ("1 High Street" in repr(stale)) == whole
        assert {how for _, how in (*stale.addresses, *stale.telecoms)} == {Standing.OLD}


_DAYS = st.integers(-900, 900).map(lambda days: PartialDate(TODAY + timedelta(days=days)))
_ADDRESSES = st.builds(
    PostalAddress,
    lines=st.integers(1, 40).map(lambda number: (f"{number} High Street",)),
    town=st.just("Elmford"),
    postcode=st.just(POSTCODE),
    use=st.sampled_from(Use),
    start=st.none() | _DAYS,
    end=st.none() | _DAYS,
)


@given(st.lists(_ADDRESSES, max_size=5))
def test_whatever_changes_no_letter_goes_to_an_old_address(addresses: list[PostalAddress]) -> None:
    """T7: an address that ended, was replaced or is only temporary is never shown for post."""
    details = ContactDetails(tuple(addresses))
    seen = shown(details, TODAY, RevealReason.POST.extent, newest=True)
    for address, (told, how) in zip(addresses, seen.addresses, strict=True):
        if how is not Standing.IN_USE:
            assert not told.lines
            assert not told.postcode
        else:
            assert address.use in {Use.HOME, Use.UNSAID, Use.WORK, Use.MOBILE}
            assert address.end is None or address.end.earliest >= TODAY
    homes = {
        one.lines
        for one, how in seen.addresses
        if how is Standing.IN_USE and one.use in {Use.HOME, Use.UNSAID}
    }
    assert len(homes) <= 1
