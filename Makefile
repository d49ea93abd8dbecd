# Two commands do everything: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Two runs side by side take half the time; each has a database and a folder of its own.
ASIDE := tests/security tests/statuspage tests/portal

.PHONY: run test lint bench faults screens lock

run: $(VENV)/run.stamp
	$(BIN)/python manage.py up

test: $(VENV)/dev.stamp $(VENV)/clients.stamp
	@$(BIN)/python -m pytest $(addprefix --ignore=,$(ASIDE)) & first=$$!; \
	$(BIN)/python -m pytest $(ASIDE); second=$$?; \
	wait $$first && exit $$second

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	find templates -name '*.html' -print0 | xargs -0 $(BIN)/djade --target-version 5.2 --check
	$(BIN)/lint-imports
	$(BIN)/mypy
	SECRET_KEY=lint-only-$$(head -c 40 /dev/urandom | base64 | tr -d '/+=\n')-key SITE_URL=https://status.example.com $(BIN)/python manage.py check --deploy --fail-level WARNING
	$(BIN)/python manage.py makemigrations --check --dry-run

# All in turn in about ten minutes; `make bench BENCH="--full lists"` for one at full size.
bench: $(VENV)/dev.stamp
	$(BIN)/python -m tests.bench $(BENCH)

faults: $(VENV)/dev.stamp
	FAULTS=whole $(BIN)/python -m pytest tests/faults -s

screens: $(VENV)/dev.stamp
	$(BIN)/python -m tests.screens

lock: $(VENV)/dev.stamp
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --extra dev pyproject.toml -o requirements-dev.txt

# Programs of others, tried on ours; without npm their tests say so.
$(VENV)/clients.stamp: tests/statuspage/clients/package-lock.json | $(BIN)/python
	mkdir -p $(VENV)/clients
	cp tests/statuspage/clients/package.json tests/statuspage/clients/package-lock.json $(VENV)/clients/
	if command -v npm >/dev/null; then npm ci --ignore-scripts --no-audit --no-fund --silent --prefix $(VENV)/clients && touch $@; fi

$(BIN)/python:
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv is missing. On Debian: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements.txt | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	touch $@

$(VENV)/dev.stamp: requirements-dev.txt | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $@ $(VENV)/run.stamp
