# Tocsin's build. `make help` lists what there is; each target is one call of swift or of Scripts/.
SWIFT  ?= swift
PYTHON ?= python3
PREFIX ?= /usr/local
export SWIFT PYTHON

BUILD   := .build/release
TOCSIN  := $(BUILD)/tocsin
MINUTES := 6# how long the first build takes on 2 cores

# One build serves `run`, `test` and `check`: with testable imports (the default of `swift test`) the whole
# package would be compiled a second time, and without a product SwiftPM goes on to build the tools of our
# dependencies, protoc among them. Warnings are errors by Package.swift, so they need no flag either.
RELEASE := -c release
TESTING := $(RELEASE) --disable-testable-imports --disable-xctest
COMPILE := $(SWIFT) build $(RELEASE) --product tocsin

# Homebrew keeps these out of the default search path.
ifeq ($(shell uname -s),Darwin)
  BREW := $(shell brew --prefix 2>/dev/null)
  export PKG_CONFIG_PATH := $(BREW)/opt/openblas/lib/pkgconfig:$(BREW)/opt/lapack/lib/pkgconfig:$(BREW)/opt/openssl@3/lib/pkgconfig:$(BREW)/opt/zstd/lib/pkgconfig:$(PKG_CONFIG_PATH)
endif

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run test build check format format-check check-sources check-scripts check-docs venv \
        datasets docs test-python bench bench-detection torture check-torture fuzz sanitize install clean distclean system announce

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: system announce ## build, run the pipeline on the bundled plant, print the report's path
	@$(COMPILE) >&2
	@$(TOCSIN) run -c Examples/riverbend/tocsin.yaml $(ARGS)

test: system venv announce ## run the tests (ARGS="--filter Telemetry" for some of them)
	@TOCSIN_PYTHON="$(CURDIR)/.venv/bin/python" Scripts/run-tests.sh $(TESTING) $(ARGS)

build: system announce ## build the tool; warnings are errors
	@grep -q 'treatAllWarnings(as: .error)' Package.swift
	@$(COMPILE)

check: format-check check-sources check-scripts build check-docs test test-python check-torture ## everything CI runs

format: ## lay out the Swift files
	@Scripts/format.sh

format-check: ## refuse files that `make format` would change
	@Scripts/format.sh --check

check-sources: ## import table, file sizes, folders against catalogs
	@Scripts/check-imports.sh
	@Scripts/check-size.sh
	@Scripts/check-catalogs.sh

check-scripts: ## the checks themselves refuse what they should
	@Scripts/test-require-system.sh
	@Scripts/test-run-tests.sh
	@Scripts/test-fetch-datasets.sh
	@Scripts/test-checks.sh
	@Scripts/test-sanitize.sh

check-docs: build ## every public symbol documented, tables in the documentation current
	@$(PYTHON) Scripts/check-docs.py
	@$(PYTHON) Scripts/docs-tables.py --check

docs: build ## rewrite the tables in the documentation from the catalogs
	@$(PYTHON) Scripts/docs-tables.py

venv: ## Python packages that tests and benchmarks compare with, in .venv
	@Scripts/venv.sh

datasets: ## fetch the public data sets (datasets/README.md says which)
	@Scripts/fetch-datasets.sh

test-python: system venv build ## the Python package as a user installs it, against the built tool
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check -r python/requirements-test.txt
	@TOCSIN_PYTHON="$(CURDIR)/.venv/bin/python" Scripts/test-python.sh $(ARGS)

bench: build venv ## measure against other tools; writes Benchmarks/RESULTS.md
	@TOCSIN_PYTHON="$(CURDIR)/.venv/bin/python" Benchmarks/run.sh $(ARGS)

bench-detection: build venv ## detectors beside peers and random scores on every public set; needs TOCSIN_DATASETS
	@TOCSIN_PYTHON="$(CURDIR)/.venv/bin/python" Benchmarks/run.sh detection tep public promises

torture: build ## kill runs, fill disks, flip bits, and more: nothing is lost (ARGS="--seed 2 --kills 100")
	@$(PYTHON) Scripts/torture $(ARGS)

check-torture: build ## a few of each of `make torture`, under a minute
	@$(PYTHON) Scripts/torture --small

TIME ?= 60
fuzz: system ## run every reader under libFuzzer for TIME seconds (ARGS="csv yaml" for some of them)
	@TIME=$(TIME) Scripts/fuzz.sh $(ARGS)

sanitize: system venv ## the tests under the address and the thread sanitiser (ARGS="thread --filter Ingest")
	@TOCSIN_PYTHON="$(CURDIR)/.venv/bin/python" Scripts/sanitize.sh $(ARGS)

install: build ## install the tool under PREFIX (default /usr/local)
	@install -d "$(DESTDIR)$(PREFIX)/bin"
	@install -m 755 $(TOCSIN) "$(DESTDIR)$(PREFIX)/bin/tocsin"
	@for bundle in $(BUILD)/tocsin_*.resources $(BUILD)/tocsin_*.bundle; do \
	  test ! -d "$$bundle" || cp -R "$$bundle" "$(DESTDIR)$(PREFIX)/bin/"; done

clean: ## remove what the build made
	@rm -rf .build .build-fuzz .build-sanitize

distclean: clean ## remove the virtual environment and the results too
	@rm -rf .venv runs store Scripts/__pycache__
	@find models -mindepth 1 -maxdepth 1 ! -name README.md ! -name .gitignore ! -name released -exec rm -rf {} +

system:
	@Scripts/require-system.sh

announce:
	@test -x $(TOCSIN) || echo "first build: about $(MINUTES) minutes on 2 cores, later ones take seconds" >&2
