#!/bin/sh
# Brings Python 3.10 and the locked dependencies into .venv; nothing outside this folder is touched.
# With `tensorflow` it makes .venv-tensorflow instead, where the real TensorFlow and all else stand that lean/ leaves out;
# with `encoder` it makes .venv-encoder with Python 3.11 and PyTorch, where the sentence encoder is tuned.
# Run by make; takes minutes the first time, no time after that.
set -eu
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }

if [ "${1:-}" = encoder ]; then
    wanted=$(cat requirements-encoder.in requirements-encoder.txt | cksum)
    [ "$(cat .venv-encoder/.installed 2>/dev/null)" = "$wanted" ] && exit 0
    rm -rf .venv-encoder
    python3.11 -m venv .venv-encoder || { say "Tuning the encoder takes Python 3.11. Install it, with pyenv or from your system, and run make encoder again."; exit 1; }
    in_it() { .venv-encoder/bin/python -m pip install --quiet --disable-pip-version-check --no-deps "$@"; }
    # PyTorch has a build for each kind of machine, so its version is pinned and not its checksum.
    in_it --require-hashes -r requirements-encoder.txt
    in_it "$(grep '^torch==' requirements-encoder.in)"
    printf '%s' "$wanted" > .venv-encoder/.installed
    exit 0
fi
if [ "${1:-}" = tensorflow ]; then
    venv=.venv-tensorflow
    locks="requirements.txt requirements-tensorflow.txt requirements-dev.txt"
    ours=""
else
    venv=.venv
    locks="requirements.txt requirements-dev.txt"
    ours=lean/wheels.py
fi
wanted=$(cat $locks tools/setup.sh ${ours:+lean/*.py} | cksum)
stamp=$venv/.installed
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then
    exit 0
fi

is_python310() {
    "$1" -c 'import sys; raise SystemExit(sys.version_info[:2] != (3, 10))' >/dev/null 2>&1
}

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
say "Setting up $venv with $("$python" --version 2>&1); this takes some minutes the first time."
rm -rf "$venv"
"$python" -m venv "$venv"

# The locks name every package, and TensorFlow is not in all of them: pip shall add none (--no-deps).
install() { "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps "$@"; }

# First what builds those packages that come as source, and uv, which brings the others in a quarter of pip's time.
first=$(mktemp)
awk '/^[^ ]/ { wanted = /^(wheel|setuptools|uv)==/ } wanted' requirements.txt requirements-dev.txt > "$first"
install --require-hashes -r "$first"
rm -f "$first"
all=$(printf -- '-r %s ' $locks)
install_by_uv() { "$venv/bin/uv" pip install --quiet --no-cache --python "$venv/bin/python" --no-deps --no-build-isolation --compile-bytecode "$@"; }
# uv does not know an index that only pip's own configuration names.
install_by_uv --require-hashes $all 2>/dev/null || install --require-hashes --progress-bar on $all || {
    say "The dependencies could not be installed. Check that this machine reaches its package index, and run make again."
    exit 1
}
if [ "$ours" ]; then
    scratch=$(mktemp -d)
    "$venv/bin/python" "$ours" "$scratch"
    install --no-index "$scratch"/*.whl
    rm -rf "$scratch"
fi
printf '%s' "$wanted" > "$stamp"
say "Set up."
