"""Fixtures for tests that start real processes."""

import pytest

from tests.installation import Template


@pytest.fixture(scope="session")
def installations(tmp_path_factory):
    """Where installations of this test process come from."""
    template = Template(tmp_path_factory.mktemp("template"))
    yield template
    template.end()


@pytest.fixture
def installation(installations, tmp_path):
    """A fresh, migrated installation, ended with all its processes after the test."""
    fresh = installations.copy(tmp_path / "data")
    yield fresh
    fresh.end()


@pytest.fixture
def bare_installation(installations, tmp_path):
    """An installation that nothing has been done with yet."""
    fresh = installations.bare(tmp_path / "bare")
    yield fresh
    fresh.end()
