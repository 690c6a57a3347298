#!/bin/sh
# Sees to it that the tests find a browser: Playwright's own Chromium, or Debian's where that cannot be downloaded.
set -eu
cd "$(dirname "$0")/.."
own=$(.venv/bin/python -c 'from playwright.sync_api import sync_playwright as start
with start() as playwright: print(playwright.chromium.executable_path)')
if [ -x "$own" ] || command -v chromium-headless-shell >/dev/null 2>&1; then
    exit 0
fi
echo "Bringing a browser for the tests ..." >&2
if timeout 300 .venv/bin/python -m playwright install chromium >/dev/null 2>&1; then
    exit 0
fi
as_root=$([ "$(id -u)" = 0 ] || echo "sudo -n")
bring() {
    $as_root apt-get install -y -qq --no-install-recommends "$1" >/dev/null 2>&1
}
$as_root apt-get update -qq >/dev/null 2>&1 || true
# The shell is the quicker one; not every release of Debian has it.
bring chromium-headless-shell || command -v chromium >/dev/null 2>&1 || bring chromium || {
    echo "No browser could be brought. Install Chromium (Debian's package is called chromium) and run make again." >&2
    exit 1
}
