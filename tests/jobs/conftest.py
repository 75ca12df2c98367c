"""Real processes for the tests of this folder."""

from tests.installations import bare_installation, installation, installations

__all__ = ["bare_installation", "installation", "installations"]
