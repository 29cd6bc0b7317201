#!/usr/bin/env bash
# Brings what the tests need from Debian's packages: PostgreSQL's server
# programs, Chromium, and Poppler, which reads PDFs back. What is there already
# is left alone.
set -euo pipefail
export GOTOOLCHAIN=auto LC_ALL=C

missing=()
if ! command -v postgres >/dev/null && ! compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null && [ -z "${DOSSIER_TEST_PG:-}" ]; then
	missing+=(postgresql)
fi
command -v chromium >/dev/null || missing+=(chromium)
command -v pdftoppm >/dev/null || missing+=(poppler-utils)

if [ ${#missing[@]} -eq 0 ]; then
	echo "== PostgreSQL, Chromium and Poppler are here"
	exit 0
fi
if ! command -v apt-get >/dev/null; then
	echo "please install: ${missing[*]}" >&2
	exit 1
fi

echo "== installing ${missing[*]}"
as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo)
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -q
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
