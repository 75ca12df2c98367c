"""Whether somebody has a login cannot be read from the clock."""

import os
import statistics
import time

import pytest
from django.core.cache import cache
from django.test import Client

from hanse.accounts.models import User
from tests.factories import PASSWORD

LONG = bool(os.environ.get("HANSE_TEST_LONG"))
TRIES = 200 if LONG else 20
TOLERANCE = 0.10


@pytest.fixture
def slow_hashes(cast, settings):
    """The hasher of a real installation."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    for user in User.objects.all():
        user.set_password(PASSWORD)
        user.save()
    return cast


def seconds(post, *args) -> float:
    """Return the processor time of one request: what others do on the machine meanwhile does not count."""
    began = time.process_time()
    response = post(*args)
    assert response.status_code in {302, 422}
    return time.process_time() - began


def difference(post) -> float:
    """Return how far the medians for a known and an unknown name lie apart; the two take turns."""
    known, unknown = [], []
    for number in range(TRIES):
        known.append(seconds(post, "user1", number))
        unknown.append(seconds(post, "nobody", number))
    return abs(statistics.median(known) / statistics.median(unknown) - 1)


def least_of_three(post) -> float:
    """Noise of the machine can only make the difference larger: the best of three runs counts."""
    return next((found for _run in range(3) if (found := difference(post)) <= TOLERANCE), 1.0)


def test_signing_in_takes_as_long_for_an_unknown_name(slow_hashes):
    client = Client()

    def post(name, number):
        address = f"192.0.2.{number % 250}"
        return client.post("/login/", {"username": name, "password": f"wrong {number}"}, REMOTE_ADDR=address)

    assert least_of_three(post) <= TOLERANCE


def test_asking_for_a_reset_takes_as_long_for_an_unknown_name(slow_hashes):
    client = Client()
    cache.clear()

    def post(name, number):
        # Always a text that was not asked for before, for the same person or for nobody.
        spelled = f"{name}{' ' * (number % 3)}"
        return client.post("/reset/", {"login": spelled}, REMOTE_ADDR=f"192.0.2.{number % 250}")

    assert least_of_three(post) <= TOLERANCE
