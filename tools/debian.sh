#!/bin/sh
# Sees to it that the named packages of Debian are there: `tools/debian.sh nginx postgresql`. Whoever needs a server starts it, each time
# in a new folder and on a port of its own.
set -eu
is_there() {
    case $1 in
    postgresql) ls /usr/lib/postgresql/*/bin/initdb ;;
    libfaketime) ls /usr/lib/*/faketime/libfaketimeMT.so.1 ;;
    nginx) [ -x /usr/sbin/nginx ] || command -v nginx ;;
    *) command -v "$1" ;;
    esac >/dev/null 2>&1
}
missing=
for package; do
    is_there "$package" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
echo "Bringing$missing ..." >&2
as_root=$([ "$(id -u)" = 0 ] || echo "sudo -n")
# PostgreSQL without a cluster of its own: nothing starts with the machine.
{ $as_root apt-get update -qq && $as_root mkdir -p /etc/postgresql-common &&
    { [ -e /etc/postgresql-common/createcluster.conf ] ||
        echo "create_main_cluster = false" | $as_root tee /etc/postgresql-common/createcluster.conf; } &&
    $as_root apt-get install -y -qq --no-install-recommends $missing; } >/dev/null 2>&1 || true
for package; do
    is_there "$package" || {
        echo "$package could not be brought. Install Debian's package of that name and run make again." >&2
        exit 1
    }
done
