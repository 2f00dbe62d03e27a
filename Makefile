# The two commands: `make demo` grades a made-up class, `make test` runs the tests.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Where it is set, each of the hundreds of processes that tests start compiles the package anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: dist docs demo test test-all lint format release verify constraints clean

demo: $(VENV)/instructor
	$(BIN)/softmark demo

test: $(VENV)/dev lint
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not slow"

# All of it, what takes long included: run before an issue is called resolved.
test-all: $(VENV)/dev lint
	$(BIN)/python -m pytest -n auto --dist worksteal

lint: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry autograder
	$(BIN)/vulture

format: $(VENV)/dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Everything that is generated from solutions/.
release: $(VENV)/instructor
	for name in assignments/*/assignment.toml; do \
	    $(BIN)/softmark release $$(basename $$(dirname $$name)) || exit 1; done

verify: $(VENV)/instructor
	$(BIN)/softmark verify --power

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/instructor: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[instructor]'
	touch $@

$(VENV)/dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $@ $(VENV)/instructor

# The documentation as a site, in build/docs; a warning is an error.
docs: $(VENV)/dev
	$(BIN)/python -m sphinx -W --keep-going -q -b html docs build/docs
	@echo build/docs/index.html

# What is published: the package, and the assignments with their solutions, whose sources are this repository.
dist: $(VENV)/dev
	rm -rf dist
	$(BIN)/python -m build --no-isolation --outdir dist
	$(BIN)/python -m build --no-isolation --wheel --outdir dist courses
	$(BIN)/twine check --strict dist/*

# Resolves the newest versions that pyproject.toml admits, in an environment of its own.
constraints:
	rm -rf build/constraints
	$(PYTHON) -m venv build/constraints
	build/constraints/bin/python -m pip install --quiet '.[dev]'
	{ echo '# Made by `make constraints`.'; \
	  build/constraints/bin/python -m pip freeze --exclude softmark | grep -v ' @ '; } > constraints.txt

clean:
	rm -rf $(VENV) demo build dist
