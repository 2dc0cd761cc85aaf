# The two commands are `make demo` and `make test`; the rest is for those who work on the product.
PYTHON ?= python3
IN = .venv/bin/python

.PHONY: demo test test-full services stop bench pictures lint house docs drawing clean pins install

demo:
	@$(PYTHON) -m launcher demo

test:
	@$(PYTHON) -m launcher test $(PYTEST)

# Fifty times as many random cases of each fuzzing test.
test-full:
	@TEST_FULL=1 $(PYTHON) -m launcher test $(PYTEST)

services:
	@$(PYTHON) -m launcher services

stop:
	@$(PYTHON) -m launcher stop

install:
	@$(PYTHON) -m launcher install --dev

bench: services
	@$(IN) manage.py bench

pictures: install
	@$(IN) -m tools.pictures

# The figures the house holds itself to, beside their goals.
house: install
	$(IN) -m tools.house

docs: install
	$(IN) -m sphinx -q -W --keep-going -b html -c docs . var/site
	@echo "var/site/docs/index.html"

drawing: install
	$(IN) -m tools.drawing update

lint: install
	$(IN) -m ruff check .
	$(IN) -m ruff format --check .
	$(IN) -m mypy
	$(IN) -c "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"
	$(IN) -m djlint templates --lint --quiet
	$(IN) manage.py check --fail-level WARNING
	$(IN) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	$(IN) -m tools.translations check
	$(IN) -m tools.drawing check
	$(IN) -m sphinx -q -W --keep-going -b html -c docs . var/site

clean: stop
	rm -rf .venv var staticfiles .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# New pins, after a change of requirements*.in; needs uv. They hold hashes and no host.
PIN = uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header --no-emit-index-url --python-version 3.11
pins:
	$(PIN) requirements.in -o requirements.txt
	$(PIN) requirements-demo.in -c requirements.txt -o requirements-demo.txt
	$(PIN) requirements-dev.in -c requirements-demo.txt -o requirements-dev.txt
	echo uv | $(PIN) - -o launcher/uv.txt
