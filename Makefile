# Every target is one line that CI calls as well. `make help` lists them.
PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r
PACKAGE := $(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

.DEFAULT_GOAL := help
.PHONY: help dev demo release lint format test golden package alone fuzz audit airgap check bench pictures lock clean

help: ## show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 18

.venv/uv.done: requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "gitdigest needs Python 3.11 or newer, this is $$($(PYTHON) --version)" >&2; echo "hint: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "hint: on Debian and Ubuntu, apt-get install python3-venv" >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

.venv/run.done: .venv/uv.done requirements/run.txt requirements/build.txt pyproject.toml
	@$(INSTALL) requirements/build.txt -r requirements/run.txt
	@$(PACKAGE)
	@touch $@

.venv/dev.done: .venv/run.done requirements/dev.txt
	@$(INSTALL) requirements/dev.txt
	@touch $@

dev: .venv/dev.done ## make .venv with everything, and .venv/bin/gitdigest
	@echo "$(BIN)/gitdigest is ready"

demo: .venv/run.done ## report the latest day of this project's own history
	@$(BIN)/gitdigest daily . --date latest --format md,json -o report

release: .venv/run.done ## review what this project would release, and fail where a rule stops it
	@$(BIN)/gitdigest release --fail-on stop

lint: .venv/dev.done ## style, types, spelling
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/typos

format: .venv/dev.done ## rewrite the files in the project's style
	@$(BIN)/ruff check --fix-only --quiet . ; $(BIN)/ruff format .

test: .venv/dev.done ## all tests but the packaging one
	@$(BIN)/python -m pytest -n auto -m "not package"

golden: .venv/dev.done ## rewrite every expected file and the JSON schema, then read the diff
	@$(BIN)/python -m pytest -q -m "not package" tests/test_cases.py tests/test_golden.py \
		tests/test_report_json.py tests/test_release_reports.py --golden

package: .venv/dev.done ## build the wheel, install it in a fresh environment, run it elsewhere
	@$(BIN)/python -m pytest -q -m package

alone: .venv/dev.done ## all tests where the loopback is all the network there is, every connect traced
	@$(BIN)/python tests/alone.py $(BIN)/python tests/traced.py build/trace $(BIN)/python -m pytest -q -n 2 -m "not package and not browser" --ignore tests/test_offline.py

.venv/fuzz.done: .venv/dev.done requirements/fuzz.txt
	@$(INSTALL) requirements/fuzz.txt
	@touch $@

fuzz: .venv/fuzz.done ## inputs that nobody would write, SECONDS=60 over all TARGETS= (x86-64 Linux)
	@$(BIN)/python -m fuzz $(or $(SECONDS),60) $(TARGETS)

audit: .venv/dev.done ## known vulnerabilities of the locked packages; needs their data from the network
	@$(BIN)/python -m airgap.audit requirements/run.txt requirements/dev.txt requirements/build.txt requirements/uv.txt requirements/fuzz.txt

airgap: .venv/dev.done ## one archive for a network without a way out: wheels, checksums, SBOM, installer
	@$(BIN)/python -m airgap.build dist

check: lint test package ## all that CI asks for

bench: .venv/dev.done ## measure the speed claims, each as a ratio in one run
	@$(BIN)/python -m bench $(REPOSITORIES)

pictures: .venv/dev.done ## make the pictures of the README again, from a clone of ai-dynamo/dynamo
	@$(BIN)/python docs/pictures.py $(REPOSITORY)

lock: .venv/uv.done ## make the lock files again (no index is named in them)
	@$(LOCK) requirements/uv.in -o requirements/uv.txt
	@$(LOCK) requirements/build.in -o requirements/build.txt
	@$(LOCK) pyproject.toml -c requirements/build.txt -o requirements/run.txt
	@$(LOCK) pyproject.toml --group dev -c requirements/build.txt -c requirements/uv.txt -c requirements/run.txt -o requirements/dev.txt
	@$(LOCK) requirements/fuzz.in -o requirements/fuzz.txt

clean: ## remove the environment and all caches
	@rm -rf .venv .hypothesis .mypy_cache .pytest_cache .ruff_cache report dist build
