"""What must never be used stands in no pack with its number (T7)."""

from datetime import date

from gpsupport.domain.disclosure.contact import SafeContact, SafeWay
from gpsupport.domain.meetings import facts

TODAY = date(2026, 11, 23)
WAY = SafeContact(
    SafeWay.OWN_PHONE,
    "01632 960702",
    never="home 0044 1632 960703 or a@home.example",
    confirmed_on=TODAY,
    valid_until=date(2026, 12, 20),
)


def test_what_must_never_be_used_is_named_without_its_number() -> None:
    said = "\n".join(facts._contact(WAY, TODAY))
    assert "01632 960702" in said
    assert "Never: home [number left out] or [number left out]" in said
