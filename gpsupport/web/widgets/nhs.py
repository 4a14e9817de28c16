"""WTForms fields as NHS components. An environment of their own keeps our templates strict."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from jinja2 import ChainableUndefined, Environment, PackageLoader
from markupsafe import Markup
from wtforms import Field, Form, StringField

from gpsupport.web.widgets.choices import RadioGroup
from gpsupport.web.widgets.dates import DayField
from gpsupport.web.widgets.options import check_options

AUTOFOCUS = {"autofocus": {"value": True, "optional": True}}
_HEADING_CLASS = "nhsuk-fieldset__heading"


def component(name: str, options: Mapping[str, Any]) -> Markup:
    """Render one NHS component. Raises UnknownOption for an option that it does not have."""
    check_options(name, options)
    return Markup(_macro(name)(options))  # noqa: S704 - the template escapes what it is given


def radios(
    field: RadioGroup,
    *,
    legend_size: str = "m",
    page_heading: bool = False,
    hints: Mapping[str, str] | None = None,
    hint: str = "",
    group: str = "",
    autofocus: bool = False,
) -> Markup:
    """A group of radio buttons. `hints` go below single choices, `hint` below the legend.

    With `autofocus` the first choice has the focus, or the heading where the group heads its page:
    there a key that is pressed by mistake chooses nothing.
    """
    items = []
    for number, (value, label) in enumerate(field.options):
        item: dict[str, Any] = {"value": value, "text": label, "checked": field.data == value}
        if hints and value in hints:
            item["hint"] = {"text": hints[value]}
        if autofocus and not page_heading and number == 0:
            item["attributes"] = AUTOFOCUS
        items.append(item)
    options: dict[str, Any] = {
        "idPrefix": field.id,
        "name": field.name,
        "fieldset": {
            "legend": _legend(field.label.text, legend_size, page_heading, autofocus=autofocus)
        },
        "formGroup": {"classes": group},
        "items": items,
    }
    return component("radios", _with_messages(options, field, hint))


def _legend(text: str, size: str, page_heading: bool, *, autofocus: bool) -> dict[str, Any]:
    """The legend of a group. A heading that takes the focus is written here, tag and all."""
    if not (page_heading and autofocus):
        return {"text": text, "size": size, "isPageHeading": page_heading}
    heading = Markup('<h1 class="{}" tabindex="-1" autofocus>{}</h1>').format(_HEADING_CLASS, text)
    return {"html": heading, "size": size}


def text_input(
    field: StringField,
    *,
    hint: str = "",
    width: str = "",
    numeric: bool = False,
    autofocus: bool = False,
) -> Markup:
    """A text box of one line. `width` is a number of characters that the design system knows."""
    options: dict[str, Any] = {
        "id": field.id,
        "name": field.name,
        "value": field.data or "",
        "label": {"text": field.label.text, "classes": "nhsuk-u-font-weight-bold"},
        # What was typed about a patient stays on the server: no browser offers it again.
        "autocomplete": "off",
        "spellcheck": False,
    }
    if width:
        options["width"] = width
    if numeric:
        options["inputmode"] = "numeric"
    if autofocus:
        options["attributes"] = AUTOFOCUS
    return component("input", _with_messages(options, field, hint))


def date_input(field: DayField, *, hint: str = "") -> Markup:
    """Three boxes for a day, a month and a year."""
    items = [
        {
            "name": f"{field.name}-{name}",
            "label": name.capitalize(),
            "id": f"{field.id}-{name}",
            "value": part,
            "width": "4" if name == "year" else "2",
            "autocomplete": "off",
            "error": bool(field.errors),
        }
        for name, part in zip(("day", "month", "year"), field.parts, strict=True)
    ]
    options: dict[str, Any] = {
        "id": field.id,
        "fieldset": {"legend": {"text": field.label.text, "size": "s"}},
        "items": items,
    }
    return component("date-input", _with_messages(options, field, hint))


def button(text: str, *, classes: str = "", name: str = "", value: str = "") -> Markup:
    """A button that sends its form."""
    options: dict[str, Any] = {"text": text, "classes": classes}
    if name:
        options.update(name=name, value=value)
    return component("button", options)


def error_summary(forms: Iterable[Form]) -> Markup:
    """Every fault at the top of the page, linked to its field; empty when there is none."""
    faults = [
        {"text": str(field.errors[0]), "href": f"#{_first_control(field)}"}
        for form in forms
        for field in form
        if field.errors
    ]
    if not faults:
        return Markup("")
    return component(
        "error-summary",
        {
            "titleText": "There is a problem",
            "errorList": faults,
            # Focus without a script: the summary is read first.
            "attributes": {"tabindex": "-1", **AUTOFOCUS},
        },
    )


def _first_control(field: Field) -> str:
    return f"{field.id}-day" if isinstance(field, DayField) else str(field.id)


def _with_messages(options: dict[str, Any], field: Field, hint: str) -> dict[str, Any]:
    if hint:
        options["hint"] = {"text": hint}
    if field.errors:
        options["errorMessage"] = {"text": str(field.errors[0])}
    return options


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("nhsuk_frontend_jinja"),
        undefined=ChainableUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _macro(name: str) -> Any:
    words = [word.capitalize() for word in re.split("-", name)]
    macro = words[0].lower() + "".join(words[1:])
    template = _environment().get_template(f"nhsuk/components/{name}/macro.jinja")
    return getattr(template.module, macro)
