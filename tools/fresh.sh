#!/usr/bin/env bash
# Generates the components into a copy and compares: the checkout stays as it is.
set -euo pipefail
export GOTOOLCHAIN=auto LC_ALL=C
cd "$(dirname "$0")/.."

copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
mkdir -p "$copy/internal"
cp go.mod go.sum "$copy/"
for room in page paper; do
	cp -R "internal/$room" "$copy/internal/$room"
	go tool -modfile=tools/go.mod templ generate -path "$copy/internal/$room" -log-level error
done
if ! diff -rq internal/page "$copy/internal/page" || ! diff -rq internal/paper "$copy/internal/paper"; then
	echo "generated components are stale: run make generate" >&2
	exit 1
fi
