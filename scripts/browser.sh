#!/bin/sh
# Prints the path of a Chromium that can show Thai, for the browser tests; prints nothing when
# this machine has none and we may not install it. With KMNET_REQUIRE_BROWSER=1 that is a failure.
set -eu

say() { printf '%s\n' "$1" >&2; }

find_chromium() {
    for name in ${KMNET_CHROMIUM:+"$KMNET_CHROMIUM"} chromium-headless-shell chromium chromium-browser google-chrome; do
        # Asked for its version, a mere stub that wants to fetch the real one gives itself away.
        if path=$(command -v "$name") && timeout 30 "$path" --version >/dev/null 2>&1; then
            printf '%s\n' "$path"
            return
        fi
    done
}

thai_font() { fc-list :lang=th family 2>/dev/null | head -n 1; }

if [ -z "$(find_chromium)" ] || [ -z "$(thai_font)" ]; then
    if [ "$(id -u)" = 0 ] && [ -e /etc/debian_version ] && command -v apt-get >/dev/null; then
        say "ลง Chromium กับฟอนต์ไทยสำหรับทดสอบ ครั้งแรกราวหนึ่งถึงสองนาที"
        export DEBIAN_FRONTEND=noninteractive
        install() { apt-get install -y -qq --no-install-recommends "$@"; }
        # The shell is the same browser without windows, and starts in half the time.
        { apt-get update -qq && install fonts-thai-tlwg fontconfig &&
            { install chromium-headless-shell || install chromium; }; } >/dev/null ||
            say "apt-get ลงไม่สำเร็จ"
    fi
fi

found=$(find_chromium)
missing=
[ -n "$found" ] || missing="Chromium"
[ -n "$(thai_font)" ] || missing="${missing:+$missing กับ}ฟอนต์ไทย"
if [ -z "$missing" ]; then
    printf '%s\n' "$found"
    exit 0
fi

say "เครื่องนี้ไม่มี $missing จึงข้ามการทดสอบในเบราว์เซอร์ (Debian: apt-get install chromium fonts-thai-tlwg)"
[ "${KMNET_REQUIRE_BROWSER:-0}" != 1 ] || exit 1
