#!/bin/sh
# Brings pip-audit into .venv-audit, which wants newer packages than the assistant. Run by make audit; takes no time when it is there.
set -eu
cd "$(dirname "$0")/.."
wanted=$(cat requirements-audit.txt tools/audit.sh | cksum)
stamp=.venv-audit/.installed
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then
    exit 0
fi
rm -rf .venv-audit
.venv/bin/python -m venv .venv-audit
.venv-audit/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-audit.txt
printf '%s' "$wanted" > "$stamp"
