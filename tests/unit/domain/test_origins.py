"""Origins: which addresses belong to the same server."""

import pytest

from gpsupport.domain.origins import Origin, origin_of


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://idp.example", Origin("https", "idp.example", 443)),
        ("https://IDP.example:443/a?b=c", Origin("https", "idp.example", 443)),
        ("http://127.0.0.1:8000/", Origin("http", "127.0.0.1", 8000)),
        ("http://[::1]/", Origin("http", "::1", 80)),
    ],
)
def test_an_address_has_one_origin(address: str, origin: Origin) -> None:
    assert origin_of(address) == origin


@pytest.mark.parametrize(
    "address",
    [
        "",
        "idp.example",
        "//idp.example",
        "ftp://idp.example",
        "file:///etc/passwd",
        "https://",
        "https:///path",
        "https://user@idp.example",
        "https://idp.example@elsewhere.example",
        "https://idp.example\\@elsewhere.example",
        "https://idp.example\\.elsewhere.example",
        "https://idp.example\t.elsewhere.example",
        " https://idp.example",
        "https://idp.example\n",
        "https://idp.exämple",
        "https://idp.example:99999",
        "https://idp.example:port",
        "https://idp.example/" + "a" * 2000,
    ],
)
def test_what_programs_could_read_in_two_ways_is_no_address(address: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        origin_of(address)


def test_only_encrypted_ways_and_this_machine_are_safe() -> None:
    assert origin_of("https://idp.example").safe
    assert origin_of("http://localhost:8000").safe
    assert not origin_of("http://idp.example").safe
    assert not origin_of("http://127.0.0.1.example").safe
