#!/bin/sh
# Sees to it that the tests find promtool, which checks Prometheus's files: Debian's, unpacked into .tools; nothing is installed or started.
set -eu
cd "$(dirname "$0")/.."
if [ -x .tools/prometheus/usr/bin/promtool ] || command -v promtool >/dev/null 2>&1; then
    exit 0
fi
echo "Bringing promtool for the tests ..." >&2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
chmod 755 "$scratch"
bring() { (cd "$scratch" && apt-get download -qq prometheus) >/dev/null 2>&1; }
as_root=$([ "$(id -u)" = 0 ] || echo "sudo -n")
bring || { $as_root apt-get update -qq >/dev/null 2>&1 && bring; } || {
    echo "promtool could not be brought. Install it (Debian's package is called prometheus) and run make again." >&2
    exit 1
}
mkdir -p .tools/prometheus
dpkg-deb --fsys-tarfile "$scratch"/prometheus_*.deb | tar -x -C .tools/prometheus ./usr/bin/promtool
