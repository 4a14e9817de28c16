"""Who may see one patient: the rules of a record, asking for one in an emergency, the reviews."""

from gpsupport.actions.record_access.asking import NewReasonWanted, ask_for_record
from gpsupport.actions.record_access.changing import ChangeRefused, RuleChange, change_rules
from gpsupport.actions.record_access.reviews import (
    ToReview,
    close_review_item,
    list_review_items,
)
from gpsupport.actions.record_access.rules import (
    NamedOrDenied,
    RecordAccess,
    RuledRecord,
    list_ruled_records,
    read_record_access,
)

__all__ = [
    "ChangeRefused",
    "NamedOrDenied",
    "NewReasonWanted",
    "RecordAccess",
    "RuleChange",
    "RuledRecord",
    "ToReview",
    "ask_for_record",
    "change_rules",
    "close_review_item",
    "list_review_items",
    "list_ruled_records",
    "read_record_access",
]
