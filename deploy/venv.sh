#!/bin/sh
# Make .venv with Python 3.11 or newer, and put into it what requirements files name. Does nothing where all is done.
#
#   sh deploy/venv.sh                        .venv alone, in two seconds
#   sh deploy/venv.sh requirements.txt       and what the file lists, again whenever the file changes
#
# PYTHON names the interpreter to use; without it the first suitable one of the usual names is taken.

set -eu

stop() {
    echo "$*" >&2
    exit 1
}

is_suitable() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

version_of() {
    "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null || echo unknown
}

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        is_suitable "$PYTHON" || stop "$PYTHON is not a Python 3.11 or newer that runs here: name one that is (make run PYTHON=/path/to/python3.11), or leave PYTHON out."
        echo "$PYTHON"
        return
    fi
    for name in python3.11 python3.12 python3.13 python3.14 python3 python; do
        if is_suitable "$name"; then
            echo "$name"
            return
        fi
    done
    stop "No Python 3.11 or newer was found: install one (Debian and Ubuntu: apt install python3 python3-venv), or name it: make run PYTHON=/path/to/python3.11."
}

if [ -n "${PYTHON:-}" ] || ! is_suitable .venv/bin/python; then
    python=$(find_python)
    # An interpreter of another version, or one that is no longer there, leaves nothing in .venv that could be used.
    if [ "$(version_of .venv/bin/python)" != "$(version_of "$python")" ]; then
        echo "Making .venv with $python ($(version_of "$python"))."
        "$python" -m venv --clear .venv >&2 ||
            stop "$python cannot make a virtual environment (see above): install its venv module (Debian and Ubuntu: apt install python3-venv) and try again."
    fi
fi

for requirements in "$@"; do
    stamp=".venv/$requirements.installed"
    # requirements-dev.txt includes requirements.txt: a change of either counts.
    sum=$(cat requirements.txt "$requirements" | cksum)
    if [ "$(cat "$stamp" 2>/dev/null)" != "$sum" ]; then
        echo "Installing what $requirements lists."
        .venv/bin/python -m pip install --quiet --disable-pip-version-check -r "$requirements" ||
            stop "The packages could not be installed (see above): check the connection to the network and try again."
        echo "$sum" >"$stamp"
    fi
done
