"""Every route of recording, put together for the application."""

from gpsupport.web.recording import action_routes, elsewhere_routes, entry_routes
from gpsupport.web.recording.blueprint import record

__all__ = ["action_routes", "elsewhere_routes", "entry_routes", "record"]
