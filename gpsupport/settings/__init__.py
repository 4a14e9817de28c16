"""What an operator can choose: one frozen object, read from GPSUPPORT_* variables alone."""

from gpsupport.settings.chosen import Settings
from gpsupport.settings.environment import (
    SECRET_FIELDS,
    TEST_VARIABLES,
    SettingsError,
    default_data_dir,
    variable,
)

__all__ = [
    "SECRET_FIELDS",
    "TEST_VARIABLES",
    "Settings",
    "SettingsError",
    "default_data_dir",
    "variable",
]
