"""Everything after a telling: the modules named here have put their addresses on the blueprint."""

from gpsupport.web.disclosure import after_routes, contact_routes, sharing_routes
from gpsupport.web.disclosure.blueprint import disclosure

__all__ = ["after_routes", "contact_routes", "disclosure", "sharing_routes"]
