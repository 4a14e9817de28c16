"""WTForms fields as NHS components. An environment of their own keeps our templates strict."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any

from jinja2 import ChainableUndefined, Environment, PackageLoader
from markupsafe import Markup
from wtforms import Field, Form, StringField

from gpsupport.web.widgets.choices import RadioGroup
from gpsupport.web.widgets.dates import DayField
from gpsupport.web.widgets.options import check_options

AUTOFOCUS = {"autofocus": {"value": True, "optional": True}}
# So many different groups and boxes of ours are kept as they were rendered.
_KEPT = 256
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
    return _radios(
        (field.id, field.name, field.label.text),
        field.options,
        # What somebody sent in place of a choice is no part of the group, and is not kept.
        field.data if field.data in dict(field.options) else "",
        hint,
        tuple((hints or {}).items()),
        _fault(field),
        legend_size,
        group,
        page_heading=page_heading,
        autofocus=autofocus,
    )


@lru_cache(_KEPT)
def _radios(  # noqa: PLR0917 - each is part of what the group says
    names: tuple[str, str, str],
    choices: tuple[tuple[str, str], ...],
    chosen: str,
    hint: str,
    hints: tuple[tuple[str, str], ...],
    error: str,
    legend_size: str,
    group: str,
    *,
    page_heading: bool,
    autofocus: bool,
) -> Markup:
    """The group, from words of ours alone: it is rendered once and shown many times."""
    field_id, name, label = names
    below = dict(hints)
    items = []
    for number, (value, words) in enumerate(choices):
        item: dict[str, Any] = {"value": value, "text": words, "checked": value == chosen}
        if value in below:
            item["hint"] = {"text": below[value]}
        if autofocus and not page_heading and number == 0:
            item["attributes"] = AUTOFOCUS
        items.append(item)
    options: dict[str, Any] = {
        "idPrefix": field_id,
        "name": name,
        "fieldset": {"legend": _legend(label, legend_size, page_heading, autofocus=autofocus)},
        "formGroup": {"classes": group},
        "items": items,
    }
    return component("radios", _with_messages(options, error, hint))


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
    return component("input", _with_messages(options, _fault(field), hint))


def date_input(field: DayField, *, hint: str = "") -> Markup:
    """Three boxes for a day, a month and a year."""
    names = field.id, field.name, field.label.text
    if any(field.parts) or field.errors:
        return _boxes(names, field.parts, _fault(field), hint)
    return _empty_boxes(names, hint)


@lru_cache(_KEPT)
def _empty_boxes(names: tuple[str, str, str], hint: str) -> Markup:
    """The boxes before anybody typed: these alone are kept to be shown again."""
    return _boxes(names, ("", "", ""), "", hint)


def _boxes(names: tuple[str, str, str], parts: tuple[str, ...], error: str, hint: str) -> Markup:
    field_id, name, label = names
    items = [
        {
            "name": f"{name}-{one}",
            "label": one.capitalize(),
            "id": f"{field_id}-{one}",
            "value": part,
            "width": "4" if one == "year" else "2",
            "autocomplete": "off",
            "error": bool(error),
        }
        for one, part in zip(("day", "month", "year"), parts, strict=True)
    ]
    options: dict[str, Any] = {
        "id": field_id,
        "fieldset": {"legend": {"text": label, "size": "s"}},
        "items": items,
    }
    return component("date-input", _with_messages(options, error, hint))


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


def _fault(field: Field) -> str:
    return str(field.errors[0]) if field.errors else ""


def _with_messages(options: dict[str, Any], error: str, hint: str) -> dict[str, Any]:
    if hint:
        options["hint"] = {"text": hint}
    if error:
        options["errorMessage"] = {"text": error}
    return options


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("nhsuk_frontend_jinja"),
        undefined=ChainableUndefined,
        # They come with the package: nobody changes them under a running server.
        auto_reload=False,
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
