"""One answer out of several."""

from __future__ import annotations

from typing import Any

from wtforms import StringField


class RadioGroup(StringField):
    """A group of radio buttons; `options` are pairs of a value and its label.

    What was sent may be anything: the form that holds the field judges it.
    """

    options: tuple[tuple[str, str], ...]

    def __init__(
        self, label: str = "", options: tuple[tuple[str, str], ...] = (), **named: Any
    ) -> None:
        """Take the label of the group and its options; nothing is chosen beforehand."""
        super().__init__(label, **named)
        self.options = options
