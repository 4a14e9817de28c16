"""How something is refused that is not complete: with each thing that is wanting."""

from collections.abc import Iterable

from gpsupport.actions.errors import Incomplete
from gpsupport.domain.disclosure.faults import Fault


class Wanting(Incomplete):
    """It is not complete: `faults` say what is wanting, where, and in words for the page."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        """Name the parts alone as its message: what was typed would end up in a log."""
        self.faults = tuple(faults)
        super().__init__(tuple(one.part for one in self.faults))
