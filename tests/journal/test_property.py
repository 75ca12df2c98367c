"""
Random sequences of actions, by several people: undoing them from the newest gives every earlier state again, undoing
them in any order that the house allows gives the first one, and what the journal says of a moment is what was there.
"""

import os
import random
from contextlib import contextmanager

import pytest
from django.db import transaction

from hanse.companies.customfields import COMPANY_VALUES
from hanse.console.main import main
from hanse.customfields.actions import save_field
from tests.factories import acting
from tests.journal.conftest import house, same
from tests.journal.world import ACTIONS, World

SHARDS = 4
# A seeded sample in every run; HANSE_TEST_LONG=1 (make test-long) plays twenty times as many.
EXAMPLES, STEPS = (240 if os.environ.get("HANSE_TEST_LONG") else 12) // SHARDS, 24
pytestmark = [pytest.mark.django_db, pytest.mark.long]


def play(world: World, dice: random.Random, steps: int) -> None:
    for _step in range(steps):
        world.play(dice.choice(list(ACTIONS)), *(dice.randrange(60) for _ in range(3)))


@pytest.fixture
def new_world(cast, settings, tmp_path):
    """Return a way to an untouched house with its own folder of files; nothing of it is kept."""
    save_field({"label": "Colour"}, by=acting(cast.admin), values=COMPANY_VALUES)

    @contextmanager
    def untouched(number: int):
        settings.FILES = str(tmp_path / str(number))
        with transaction.atomic():
            yield World(cast)
            transaction.set_rollback(True)

    return untouched


def check_house(capsys) -> None:
    """Paths, companies of owners, the index and files must be what the rows say."""
    assert main(["verify"]) == 0, capsys.readouterr().out


@pytest.mark.parametrize("shard", range(SHARDS))
def test_undoing_from_the_newest_gives_every_earlier_state(new_world, capsys, shard):
    dice = random.Random(shard)
    for example in range(EXAMPLES):
        with new_world(example) as world:
            play(world, dice, STEPS)
            world.check_moments()
            check_house(capsys)
            world.undo_from_the_newest()
            world.check_moments()
            check_house(capsys)


@pytest.mark.parametrize("shard", range(SHARDS))
def test_undoing_in_any_order_that_is_allowed_gives_the_first_state(new_world, capsys, shard):
    dice, whole = random.Random(100 + shard), 0
    before = house()
    for example in range(EXAMPLES):
        with new_world(example) as world:
            play(world, dice, STEPS // 3)
            if world.undo_in_any_order(dice):
                same(house(), before)
                whole += 1
            world.check_moments()
            check_house(capsys)
    assert whole
