"""What each area sets for itself, and which area holds here."""

from __future__ import annotations

from collections.abc import Mapping

from gpsupport.domain.knowledge.content.care import Area, Grounded, RiskBand
from gpsupport.knowledge.content.grounds import Named, read_grounded
from gpsupport.knowledge.reading import Table

# A baby cannot say who asked what; a child of four can. An area chooses between.
_CHILD_MONTHS_FROM, _CHILD_MONTHS_TO = 12, 48


def read_area(table: Table, named: Named) -> Area:
    """What one area sets, each value with what it rests on."""
    basis: dict[str, Grounded] = {}

    def figure(key: str, minimum: int = 1) -> int:
        row = table.need(key).table()
        value = row.need("value").integer(minimum)
        basis[key] = read_grounded(row, named)
        row.finish()
        return value

    automatic = table.need("honour_based_automatic").table()
    bands = table.need("risk_bands").table()
    area = Area(
        id=table.need("id").text(),
        name=table.need("name").text(),
        marac_count=figure("marac_count"),
        escalation_events=figure("escalation_events"),
        escalation_days=figure("escalation_days"),
        repeat_days=figure("repeat_days"),
        honour_based_automatic=automatic.need("value").flag(),
        child_present_months=figure("child_present_months"),
        risk_bands=tuple(_band(item.table()) for item in bands.need("bands").items()),
        basis=basis,
    )
    basis["honour_based_automatic"] = read_grounded(automatic, named)
    basis["risk_bands"] = read_grounded(bands, named)
    for inner in (automatic, bands, table):
        inner.finish()
    _report_area(table, area)
    return area


def _band(row: Table) -> RiskBand:
    band = RiskBand(name=row.need("name").text(), from_points=row.need("from_points").integer())
    row.finish()
    return band


def _report_area(table: Table, area: Area) -> None:
    months = table.need("child_present_months")
    if not _CHILD_MONTHS_FROM <= area.child_present_months <= _CHILD_MONTHS_TO:
        months.fault(f"from {_CHILD_MONTHS_FROM} to {_CHILD_MONTHS_TO} months are allowed")
    starts = [band.from_points for band in area.risk_bands]
    if starts != sorted(set(starts)):
        table.need("risk_bands").fault("each band begins above the one before")
    if starts and starts[-1] != area.marac_count:
        table.need("risk_bands").fault("the last band begins at marac_count")


def read_local_area(table: Table, areas: Mapping[str, Area]) -> str:
    """Which of the areas holds here."""
    value = table.need("area")
    area_id = value.text()
    if area_id and area_id not in areas:
        value.fault(f"there is no such area: {area_id} (known: {', '.join(areas)})")
    table.finish()
    return area_id
