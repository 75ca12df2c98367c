"""Settings with which no page can be answered."""

from hanse.config.settings import *  # noqa: F403

ROOT_URLCONF = "tests.serve.no_such_module"
