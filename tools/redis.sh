#!/bin/sh
# Sees to it that the tests find a Redis server: Debian's, which they start themselves, each on a port of its own.
set -eu
if command -v redis-server >/dev/null 2>&1; then
    exit 0
fi
echo "Bringing a Redis server for the tests ..." >&2
as_root=$([ "$(id -u)" = 0 ] || echo "sudo -n")
{ $as_root apt-get update -qq && $as_root apt-get install -y -qq --no-install-recommends redis-server; } >/dev/null 2>&1 || {
    echo "No Redis server could be brought. Install it (Debian's package is called redis-server) and run make again." >&2
    exit 1
}
