#!/bin/sh
# Sees to it that the chaos suite finds libfaketime: Debian's, which shows a program a clock that the suite can set.
set -eu
if ls /usr/lib/*/faketime/libfaketimeMT.so.1 >/dev/null 2>&1; then
    exit 0
fi
echo "Bringing libfaketime for the chaos suite ..." >&2
as_root=$([ "$(id -u)" = 0 ] || echo "sudo -n")
{ $as_root apt-get update -qq && $as_root apt-get install -y -qq --no-install-recommends libfaketime; } >/dev/null 2>&1 || {
    echo "libfaketime could not be brought. Install it (Debian's package is called libfaketime) and run make again." >&2
    exit 1
}
