#!/bin/sh
# Brings Python 3.10 and the locked dependencies into .venv; nothing outside this folder is touched.
# Run by make; takes minutes the first time, no time after that.
set -eu
cd "$(dirname "$0")/.."

wanted=$(cat requirements.txt requirements-dev.txt tools/setup.sh | cksum)
stamp=.venv/.installed
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then
    exit 0
fi

is_python310() {
    "$1" -c 'import sys; raise SystemExit(sys.version_info[:2] != (3, 10))' >/dev/null 2>&1
}

say() { printf '%s\n' "$*" >&2; }

find_python310() {
    for candidate in python3.10 "$HOME"/.pyenv/versions/3.10.*/bin/python python3 python; do
        if is_python310 "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    say "Python 3.10 is not on this machine; bringing it with uv ..."
    for any in python3 python; do
        if [ ! -x .tools/bin/uv ] && command -v "$any" >/dev/null 2>&1; then
            "$any" -m venv .tools && .tools/bin/python -m pip install --quiet uv
        fi
    done
    if [ ! -x .tools/bin/uv ]; then
        say "No Python at all was found, so uv could not be installed. Install Python 3 (with venv) and run make again."
        return 1
    fi
    UV_PYTHON_INSTALL_DIR="$PWD/.tools/python" .tools/bin/uv --quiet python install 3.10 || {
        say "uv could not bring Python 3.10. Install it, with pyenv or from your system, and run make again."
        return 1
    }
    UV_PYTHON_INSTALL_DIR="$PWD/.tools/python" .tools/bin/uv python find 3.10
}

python=$(find_python310)
say "Setting up .venv with $("$python" --version 2>&1); this takes some minutes the first time."
rm -rf .venv
"$python" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
    -r requirements.txt -r requirements-dev.txt --progress-bar on || {
    say "The dependencies could not be installed. Check that this machine reaches its package index, and run make again."
    exit 1
}
printf '%s' "$wanted" > "$stamp"
say "Set up."
