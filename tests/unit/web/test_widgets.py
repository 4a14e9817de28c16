"""NHS components refuse what they do not know, and escape what they are given."""

from datetime import date

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import Form, StringField

from gpsupport.web.widgets import nhs
from gpsupport.web.widgets.choices import RadioGroup
from gpsupport.web.widgets.dates import DayField
from gpsupport.web.widgets.options import ALLOWED, UnknownOption, check_options


class Sample(Form):
    """One field of each kind."""

    who = RadioGroup("Who?", (("a", "Anne & Bob"), ("c", "Carol")))
    name = StringField("Name")
    born = DayField("Born")


def sent(**typed: str) -> Sample:
    """The form as a browser sends it."""
    return Sample(MultiDict(typed))


@pytest.mark.parametrize(
    ("component", "options"),
    [
        ("radios", {"nmae": "who"}),
        ("radios", {"fieldset": {"legend": {"txt": "Who?"}}}),
        ("radios", {"items": [{"value": "a"}, {"vaule": "b"}]}),
        ("input", {"autofocus": True}),
        ("header", {}),
    ],
)
def test_a_misspelt_option_is_an_error(component: str, options: dict[str, object]) -> None:
    with pytest.raises(UnknownOption):
        nhs.component(component, options)


def test_every_component_that_is_listed_exists() -> None:
    for component in ALLOWED:
        check_options(component, {})
        nhs.component(component, {})


def test_what_was_typed_is_escaped() -> None:
    shown = nhs.text_input(sent(name='"><script>').name)
    assert "<script>" not in shown
    assert "&#34;&gt;&lt;script&gt;" in shown


def test_nothing_is_chosen_beforehand_and_an_answer_stays_chosen() -> None:
    assert " checked" not in nhs.radios(Sample().who)
    shown = nhs.radios(sent(who="c").who)
    assert shown.count(" checked") == 1
    assert 'value="c" checked' in shown
    assert "Anne &amp; Bob" in shown


def test_only_the_first_answer_takes_the_focus() -> None:
    assert nhs.radios(Sample().who, autofocus=True).count("autofocus") == 1
    assert "autofocus" not in nhs.radios(Sample().who)


def test_a_heading_takes_the_focus_instead_of_an_answer() -> None:
    shown = nhs.radios(Sample().who, page_heading=True, autofocus=True)
    assert shown.count("autofocus") == 1
    assert '<h1 class="nhsuk-fieldset__heading" tabindex="-1" autofocus>Who?</h1>' in shown


def test_no_fault_no_summary() -> None:
    assert nhs.error_summary([Sample()]) == ""


def test_a_summary_links_to_the_first_box_of_a_date() -> None:
    form = sent(**{"born-day": "31", "born-month": "2", "born-year": "2020"})
    assert not form.validate()
    summary = nhs.error_summary([form])
    assert 'href="#born-day"' in summary
    assert 'id="born-day"' in nhs.date_input(form.born)
    assert 'value="31"' in nhs.date_input(form.born)


@pytest.mark.parametrize(
    ("parts", "day"),
    [
        (("14", "7", "1985"), date(1985, 7, 14)),
        (("14", "July", "1985"), date(1985, 7, 14)),
        (("", "", ""), None),
    ],
)
def test_dates_that_can_be_read(parts: tuple[str, str, str], day: date | None) -> None:
    form = sent(**dict(zip(("born-day", "born-month", "born-year"), parts, strict=True)))
    assert form.validate()
    assert form.born.data == day


@pytest.mark.parametrize(
    "parts",
    [
        ("14", "", "1985"),
        ("0", "7", "1985"),
        ("١٤", "7", "1985"),
        ("1", "13", "1985"),
        ("1", "1", "0"),
        ("999999999999", "1", "2026"),
        ("1", "1", "999999999999"),
    ],
)
def test_dates_that_do_not_exist(parts: tuple[str, str, str]) -> None:
    form = sent(**dict(zip(("born-day", "born-month", "born-year"), parts, strict=True)))
    assert not form.validate()
    assert len(form.born.errors) == 1
