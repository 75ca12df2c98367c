"""The access rule against a naive oracle, over random forests, people and moves; and proof that the comparison bites."""

import os

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.access.machine import AccessMachine
from tests.access.mutants import MUTANTS

STEPS = 30
SHARDS = 8
# A seeded sample in every run; HANSE_TEST_LONG=1 (make test-long) walks ten times as far.
EXAMPLES = (2000 if os.environ.get("HANSE_TEST_LONG") else 200) // SHARDS


def walk(machine, number, **more):
    seeded = seed(number)(type(machine.__name__, (machine,), {}))
    run_state_machine_as_test(
        seeded,
        settings=settings(
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            **more,
        ),
    )


@pytest.mark.long
@pytest.mark.parametrize("shard", range(SHARDS))
def test_lists_records_and_explanations_agree_with_the_oracle(crm_shown, shard):
    walk(AccessMachine, shard, max_examples=EXAMPLES)


class SightOnly(AccessMachine):
    """Compares what people see and may change, not the columns: the rules themselves must betray a mutant."""

    checks_columns = False


@pytest.mark.parametrize("name", MUTANTS)
def test_the_oracle_kills_the_mutant(crm_shown, name):
    with MUTANTS[name](), pytest.raises(AssertionError):
        walk(SightOnly, 1, max_examples=EXAMPLES, phases=[Phase.generate])


def test_the_list_of_mutants_is_complete():
    assert len(MUTANTS) == 7
