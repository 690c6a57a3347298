#!/bin/sh
# Sees to it that the tests find a PostgreSQL server: Debian's, which they start themselves, each time in a new folder.
set -eu
if ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
    exit 0
fi
echo "Bringing a PostgreSQL server for the tests ..." >&2
as_root=$([ "$(id -u)" = 0 ] || echo "sudo -n")
# No cluster of its own: nothing starts with the machine.
{ $as_root apt-get update -qq && $as_root mkdir -p /etc/postgresql-common &&
    { [ -e /etc/postgresql-common/createcluster.conf ] ||
        echo "create_main_cluster = false" | $as_root tee /etc/postgresql-common/createcluster.conf; } &&
    $as_root apt-get install -y -qq --no-install-recommends postgresql; } >/dev/null 2>&1 || {
    echo "No PostgreSQL server could be brought. Install it (Debian's package is called postgresql) and run make again." >&2
    exit 1
}
