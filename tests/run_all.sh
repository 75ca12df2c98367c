#!/bin/bash
# Everything: the checks, then all tests on SQLite, then on PostgreSQL. Arguments go to pytest.
set -uo pipefail
cd "$(dirname "$0")/.."

# Nothing of what this machine is set to, and nothing left behind.
HANSE_DATA=$(mktemp -d -t hanse-tests-XXXXXX)
export HANSE_DATA HANSE_SECRET_KEY=only-for-tests-only-for-tests-only-for-tests
trap 'rm -rf "$HANSE_DATA"' EXIT

failed=()
step() {
  local name=$1 began=$SECONDS
  shift
  echo "── $name"
  "$@" || failed+=("$name")
  echo "── $name: $((SECONDS - began)) s"
}

pytest="${PWD}/.venv/bin/python -m pytest -n 2 -rs --no-header"
[ $# = 0 ] && step "check" make --keep-going check
[ $# = 0 ] && cover=(--cov --cov-report=) || cover=()
DATABASE_URL="" step "tests on SQLite" $pytest "${cover[@]}" "$@"
[ $# = 0 ] && step "lines of the rooms that tests run" .venv/bin/coverage report
step "tests on PostgreSQL" .venv/bin/python -m tests.database $pytest "$@"

if [ ${#failed[@]} != 0 ]; then
  printf 'Failed: %s\n' "${failed[*]}"
  exit 1
fi
echo "All passed, on both databases."
