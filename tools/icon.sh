#!/usr/bin/env bash
# Adds one Tabler icon: its drawing to vendor/icons, its name to used.txt.
# "star-filled" is the filled drawing of "star".
set -euo pipefail
export GOTOOLCHAIN=auto LC_ALL=C
cd "$(dirname "$0")/.."

name=${1:?usage: make icon NAME=trash}
version=3.51.0
cache=.cache/tabler-icons-$version
asset=internal/page/asset

if [ ! -d "$cache/package/icons" ]; then
	mkdir -p "$cache"
	npm pack --silent --pack-destination "$cache" "@tabler/icons@$version" >/dev/null
	tar -xzf "$cache/tabler-icons-$version.tgz" -C "$cache" package/icons
fi
drawing=$cache/package/icons/outline/$name.svg
[ -f "$drawing" ] || drawing=$cache/package/icons/filled/${name%-filled}.svg
[ -f "$drawing" ] || { echo "Tabler $version has no icon $name" >&2; exit 1; }

install -m 644 "$drawing" "$asset/vendor/icons/$name.svg"
grep -qx "$name" "$asset/src/icons/used.txt" || echo "$name" >>"$asset/src/icons/used.txt"
sort -o "$asset/src/icons/used.txt" "$asset/src/icons/used.txt"
echo "$name added; now make assets"
