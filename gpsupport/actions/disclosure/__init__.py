"""What follows when a patient told: what is noted then, the safe contact, what is shared."""

from gpsupport.actions.disclosure.contacting import (
    OpenContact,
    keep_contact,
    open_contact,
    read_contact,
)
from gpsupport.actions.disclosure.opening import (
    OpenDisclosure,
    give_up_words,
    keep_disclosure_form,
    open_disclosure,
)
from gpsupport.actions.disclosure.saving import save_disclosure
from gpsupport.actions.disclosure.sharing import (
    OpenSharing,
    keep_sharing_form,
    log_checked,
    open_sharing,
)
from gpsupport.actions.disclosure.telling import OF, NobodyTold, area_of, named_in
from gpsupport.actions.disclosure.wanting import Wanting

__all__ = [
    "OF",
    "NobodyTold",
    "OpenContact",
    "OpenDisclosure",
    "OpenSharing",
    "Wanting",
    "area_of",
    "give_up_words",
    "keep_contact",
    "keep_disclosure_form",
    "keep_sharing_form",
    "log_checked",
    "named_in",
    "open_contact",
    "open_disclosure",
    "open_sharing",
    "read_contact",
    "save_disclosure",
]
