# make run · test · check · index · eval · bench · baseline
# Everything runs in .venv, which the first command makes.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
INSTALLED := .venv/installed

.PHONY: run test check index eval bench baseline

run: index
	@$(BIN)/rag serve

test: $(INSTALLED)
	@$(BIN)/pytest

check: $(INSTALLED)
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/pytest

index: $(INSTALLED)
	@$(BIN)/rag index

eval: index
	@$(BIN)/rag eval retrieval data/questions/test.jsonl
	@$(BIN)/rag eval answers data/questions/test.jsonl

bench: index
	@$(BIN)/python -m benchmarks.answering

# Fit the baseline reader again. ROWS may name further files of question, passage and answers.
baseline: index
	@$(BIN)/python -m training.linear baseline --rows $(ROWS)

$(INSTALLED): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Ascent needs Python 3.11 or newer; name one: make PYTHON=python3.11")'
	@test -d .venv || $(PYTHON) -m venv .venv
	@echo "Installing into .venv; the first time this takes a few minutes."
	@$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[dev]"
	@touch $@
