#!/bin/sh
# Say what this machine still needs before `make run` can work. Nothing is installed here.
missing=""
lack() { missing="$missing\n  - $1"; }

if ! command -v "$PYTHON" >/dev/null; then
  lack "Python 3.11 or later (Debian: apt-get install python3)"
elif ! "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  lack "Python 3.11 or later; $PYTHON is $("$PYTHON" -V)"
elif ! "$PYTHON" -c 'import venv, ensurepip' 2>/dev/null; then
  lack "Python's venv module (Debian: apt-get install python3-venv)"
fi
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  lack "Node 18 or later with npm (Debian: apt-get install nodejs npm)"
elif [ "$(node -p 'process.versions.node.split(".")[0]')" -lt 18 ]; then
  lack "Node 18 or later; this is $(node -v)"
fi

if [ -n "$missing" ]; then
  printf 'Nietpluis needs a few things that this machine does not have yet:%b\n' "$missing" >&2
  exit 1
fi
