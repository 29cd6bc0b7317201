#!/usr/bin/env bash
# Runs govulncheck where its data can be reached; elsewhere says that it did not.
set -euo pipefail
export GOTOOLCHAIN=auto LC_ALL=C
cd "$(dirname "$0")/.."

source="${GOVULNDB:-https://vuln.go.dev}"
if ! curl --silent --fail --max-time 10 --output /dev/null "$source/index/db.json"; then
	echo "not checked: $source cannot be reached from here"
	exit 0
fi
go tool -modfile=tools/go.mod govulncheck -db "$source" ./...
