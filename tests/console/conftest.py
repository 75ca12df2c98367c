"""Real processes for the tests of this folder."""

from tests.imports.conftest import two_fields
from tests.installations import bare_installation, installation, installations

__all__ = ["two_fields", "bare_installation", "installation", "installations"]
