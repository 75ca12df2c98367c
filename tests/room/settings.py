"""The settings of an installation that has one room more: machines."""

from hanse.config.settings import *  # noqa: F403
from hanse.config.settings import API_ROOMS, DATABASES, INSTALLED_APPS, ROOMS, WEB_ROOMS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.room.machines"]
ROOMS = [*ROOMS, "tests.room.machines.room.MACHINES"]
WEB_ROOMS = [*WEB_ROOMS, "tests.room.machines.web.MACHINES"]
API_ROOMS = [*API_ROOMS, "tests.room.machines.api.MACHINES"]

# On a server a database of its own, for the tests of the house run at the same time.
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    DATABASES["default"]["TEST"] = {"NAME": f"test_{DATABASES['default']['NAME']}_machines"}
