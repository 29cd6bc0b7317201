# Dossier is built with Go alone. `make test` also wants PostgreSQL and
# Chromium, and takes them from Debian's packages where they are missing.

export GOTOOLCHAIN := auto
export CGO_ENABLED := 0

TOOL := go tool -modfile=tools/go.mod
HAND := git ls-files --cached --others --exclude-standard '*.go' ':!*_templ.go'

.PHONY: run build test lint generate assets assets-check fmt icon setup

run: build
	./bin/dossier serve --addr localhost:8080 --data ./data

build:
	go build -trimpath -ldflags "-s -w" -o bin/dossier ./cmd/dossier

test: setup lint
	@echo "== tests: rules, both databases, browser"
	go test -timeout 30m ./...
	cd tools && go test ./...

lint:
	@echo "== vet"
	go vet ./...
	cd tools && go vet ./...
	@echo "== staticcheck"
	$(TOOL) staticcheck ./...
	@echo "== gofumpt"
	@loose=$$($(HAND) | xargs $(TOOL) gofumpt -l); test -z "$$loose" || { echo "not formatted (make fmt):"; echo "$$loose"; exit 1; }
	@echo "== generated components are fresh"
	@tools/fresh.sh
	@echo "== assets are fresh"
	cd tools && go run ./assets -check
	@echo "== known vulnerabilities"
	@tools/vulnerabilities.sh

generate:
	$(TOOL) templ generate -path internal/page -log-level warn
	$(TOOL) templ generate -path internal/paper -log-level warn

assets:
	cd tools && go run ./assets

assets-check:
	cd tools && go run ./assets -check

fmt:
	$(HAND) | xargs $(TOOL) gofumpt -w
	$(TOOL) templ fmt internal/page internal/paper

# make icon NAME=trash: takes one more icon from the Tabler set.
icon:
	@tools/icon.sh "$(NAME)"

setup:
	@tools/setup.sh
