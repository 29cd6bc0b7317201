#!/usr/bin/env bash
# Generates the components into a copy and compares: the checkout stays as it is.
set -euo pipefail
export GOTOOLCHAIN=auto LC_ALL=C
cd "$(dirname "$0")/.."

copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
mkdir -p "$copy/internal"
cp -R internal/page "$copy/internal/page"
cp go.mod go.sum "$copy/"
go tool -modfile=tools/go.mod templ generate -path "$copy/internal/page" -log-level error
if ! diff -rq internal/page "$copy/internal/page"; then
	echo "generated components are stale: run make generate" >&2
	exit 1
fi
