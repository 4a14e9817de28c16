"""Taking in a record that was read from elsewhere, and handing one out."""

from gpsupport.actions.exchange.handing_out import CollectedRecord, collect_record
from gpsupport.actions.exchange.taking_in import TakenIn, take_in_record, take_in_records

__all__ = ["CollectedRecord", "TakenIn", "collect_record", "take_in_record", "take_in_records"]
