"""Licensed instruments of an overlay, and how their answers are added up."""

from __future__ import annotations

from collections.abc import Mapping

from gpsupport.domain.knowledge.content.instruments import (
    Instrument,
    Item,
    Licence,
    Rate,
    ScoredAs,
    Scoring,
)
from gpsupport.domain.knowledge.content.pack import Source
from gpsupport.knowledge.faults import Finding
from gpsupport.knowledge.overlay import OVERLAY, PackFiles
from gpsupport.knowledge.reading import Table, Value

INSTRUMENTS = "instruments/"
_SCORING = "scoring.yaml"
_WHOLE = 100


def read_scorings(pack: PackFiles, sources: Mapping[str, Source]) -> dict[ScoredAs, Scoring]:
    """How each instrument that we can score is scored."""
    table = pack.yaml(_SCORING)
    scorings = {one: _scoring(one, table.need(one.value).table(), sources) for one in ScoredAs}
    table.finish()
    return scorings


def read_instruments(
    pack: PackFiles, scorings: Mapping[ScoredAs, Scoring]
) -> dict[str, Instrument]:
    """The licensed instruments of the overlay, by id. One in the pack itself is a fault."""
    instruments = {}
    for name in pack.names_in(INSTRUMENTS):
        if not pack.has(f"{OVERLAY}{name}"):
            pack.faults.append(Finding(name, 0, "a licensed text belongs in an overlay"))
        table = pack.own_yaml(name)
        instrument = _instrument(table, scorings)
        if name != f"{INSTRUMENTS}{instrument.id}.yaml":
            table.fault(f"the file must be named after its id: {instrument.id}.yaml")
        instruments[instrument.id] = instrument
    return instruments


def _scoring(kind: ScoredAs, table: Table, sources: Mapping[str, Source]) -> Scoring:
    cited = table.need("sources")
    scoring = Scoring(
        scored=kind,
        items=table.need("items").integer(1),
        positive_from=table.need("positive_from").integer(1),
        sensitivity=_rate(table.need("sensitivity")),
        specificity=_rate(table.need("specificity")),
        tried_on=table.need("tried_on").text(),
        positive=table.need("positive").text(),
        below=table.need("below").text(),
        missed=table.need("missed").text(),
        sources=cited.texts(),
    )
    table.finish()
    for source in scoring.sources:
        if source and source not in sources:
            cited.fault(f"there is no such source: {source}")
    if not scoring.sources and not cited.missing:
        cited.fault("at least one source is expected here")
    return scoring


def _rate(value: Value) -> Rate:
    table = value.table()
    rate = Rate(
        percent=table.need("percent").integer(),
        low=table.need("low").integer(),
        high=table.need("high").integer(),
    )
    table.finish()
    if not value.missing and not rate.low <= rate.percent <= rate.high <= _WHOLE:
        value.fault("a percentage lies within its interval, and that within 100")
    return rate


def _instrument(table: Table, scorings: Mapping[ScoredAs, Scoring]) -> Instrument:
    scored, forms = table.find("scored"), table.find("forms")
    instrument = Instrument(
        id=table.need("id").text(),
        title=table.need("title").text(),
        licence=_licence(table.need("licence").table()),
        items=_items(table.need("items").table()),
        scored=scored.choice(ScoredAs) if scored else None,
        forms=_forms(forms) if forms else (),
    )
    table.finish()
    if not instrument.items:
        table.fault("an instrument has at least one item")
    wanted = scorings[instrument.scored].items if instrument.scored else None
    if scored and wanted != len(instrument.items):
        scored.fault(f"{wanted} items are scored so, and there are {len(instrument.items)}")
    return instrument


def _forms(value: Value) -> tuple[str, ...]:
    addresses = value.texts()
    for item, address in zip(value.items(), addresses, strict=True):
        if address and (":" not in address or "|" in address):
            item.fault(f"the address of a form is expected here, without a version: {address}")
    return addresses


def _licence(table: Table) -> Licence:
    licence = Licence(
        granted_by=table.need("granted_by").text(), reference=table.need("reference").text()
    )
    table.finish()
    return licence


def _items(table: Table) -> tuple[Item, ...]:
    return tuple(Item(item_id, value.text()) for item_id, value in table.pairs())
