#!/bin/bash
# What only the tests need of the machine: a PostgreSQL server and a browser. Root gets them installed, others are told.
set -euo pipefail

missing=()
if [ -z "${DATABASE_URL:-}" ] && ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
  missing+=(postgresql)
fi
command -v chromium >/dev/null || missing+=(chromium)
[ ${#missing[@]} = 0 ] && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing ${missing[*]} for the tests …"
  # The package's own server is not needed: the tests start theirs.
  mkdir -p /etc/postgresql-common/createcluster.d
  echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.d/hanse-tests.conf
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}"; } >/dev/null \
    || echo "They could not be installed; what needs them is listed as not run."
else
  echo "The tests use ${missing[*]}; what needs them is listed as not run. As root: apt-get install ${missing[*]}"
fi
