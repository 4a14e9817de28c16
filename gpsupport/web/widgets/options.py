"""Which options each NHS component takes, so that a misspelt one is an error.

The component templates need an undefined value that swallows everything; without this list an
option with a wrong name would silently do nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_TEXT = {"text": None, "classes": None}
_LABEL = {**_TEXT, "for": None, "isPageHeading": None, "size": None}
_ERROR = {"text": None, "visuallyHiddenText": None}
_LEGEND = {**_TEXT, "html": None, "isPageHeading": None, "size": None}
_ITEM = {
    "value": None,
    "text": None,
    "checked": None,
    "id": None,
    "hint": _TEXT,
    "attributes": None,
}
_DATE_ITEM = {
    "name": None,
    "label": None,
    "value": None,
    "width": None,
    "id": None,
    "error": None,
    "autocomplete": None,
    "inputmode": None,
}

# None: any value; a mapping: these options and no others, in a list for each of its members.
ALLOWED: Mapping[str, Mapping[str, Any]] = {
    "radios": {
        "idPrefix": None,
        "name": None,
        "fieldset": {"legend": _LEGEND, "classes": None},
        "hint": _TEXT,
        "errorMessage": _ERROR,
        "formGroup": {"classes": None},
        "classes": None,
        "items": _ITEM,
    },
    "input": {
        "id": None,
        "name": None,
        "value": None,
        "label": _LABEL,
        "hint": _TEXT,
        "errorMessage": _ERROR,
        "width": None,
        "inputmode": None,
        "autocomplete": None,
        "spellcheck": None,
        "classes": None,
        "attributes": None,
    },
    "date-input": {
        "id": None,
        "fieldset": {"legend": _LEGEND},
        "hint": _TEXT,
        "errorMessage": _ERROR,
        "items": _DATE_ITEM,
    },
    "button": {
        "text": None,
        "name": None,
        "value": None,
        "classes": None,
        "attributes": None,
    },
    "error-summary": {
        "titleText": None,
        "errorList": {"text": None, "href": None},
        "attributes": None,
    },
}


class UnknownOption(Exception):
    """A component was given an option that it does not have."""


def check_options(component: str, options: Mapping[str, Any]) -> None:
    """Raise UnknownOption unless the component takes every one of these options."""
    if component not in ALLOWED:
        raise UnknownOption(f"{component} is not among the components in use")
    _check(options, ALLOWED[component], component)


def _check(options: Mapping[str, Any], allowed: Mapping[str, Any], where: str) -> None:
    for name, value in options.items():
        if name not in allowed:
            raise UnknownOption(f"{where} has no option {name!r}: {', '.join(sorted(allowed))}")
        inner = allowed[name]
        if inner is None or value is None:
            continue
        for member in value if isinstance(value, list) else [value]:
            if isinstance(member, Mapping):
                _check(member, inner, f"{where}.{name}")
