#!/bin/sh
# Sees to it that the tests find nginx: Debian's, which they start themselves with a configuration of their own.
set -eu
if [ -x /usr/sbin/nginx ] || command -v nginx >/dev/null 2>&1; then
    exit 0
fi
echo "Bringing nginx for the tests ..." >&2
as_root=$([ "$(id -u)" = 0 ] || echo "sudo -n")
{ $as_root apt-get update -qq && $as_root apt-get install -y -qq --no-install-recommends nginx; } >/dev/null 2>&1 || {
    echo "nginx could not be brought. Install it (Debian's package is called nginx) and run make again." >&2
    exit 1
}
