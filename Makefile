# make run · test · check · index · eval · bench · load · screen · shots · baseline · train
# Everything runs in .venv, which the first command makes.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
INSTALLED := .venv/installed

.PHONY: run test check index eval bench load screen shots baseline train

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

# Tables and plots into eval/. ROWS may name files of question, passage and answers for the reader's network alone, PAGE
# the folder of the page that data/questions/saved-page.jsonl asks about.
eval: index
	@$(BIN)/python -m benchmarks.evaluation --rows $(ROWS) $(if $(PAGE),--page $(PAGE))

bench: index
	@$(BIN)/python -m benchmarks.answering

load: index
	@$(BIN)/python -m benchmarks.load

screen: index
	@$(BIN)/python -m benchmarks.screen

# A picture of every state into build/shots, and the README's into docs/.
shots: index
	@$(BIN)/pytest tests/browser/shots.py

# Fit the baseline reader again. ROWS may name further files of question, passage and answers.
baseline: index
	@$(BIN)/python -m training.linear baseline --rows $(ROWS)

# Train the reader again, into build/: eleven hours on two quiet cores. SQUAD, NQ and QAMR name the files of rows and
# MPNET the folder of the teacher's encoder that training/README.md describes. Then copy build/reader/reader.safetensors
# to rag/reader/weights/, put its digest into rag/reader/span_scorer.py and run .venv/bin/python -m training.linear
# trained.
OWN := data/questions/train.jsonl
CORPUS := data/questions/corpus.jsonl
TAUGHT = --rows $(SQUAD)=0.25 $(NQ)=0.25 --altered 0.5 --questions $(OWN)=0.18 $(CORPUS)=0.09 --written 0.2 \
    --elsewhere 0.43
train: index
	@test -n "$(SQUAD)" -a -n "$(NQ)" -a -n "$(QAMR)" -a -n "$(MPNET)" || \
	    { echo "Name the files: make train SQUAD=FILE NQ=FILE QAMR=FILE MPNET=FOLDER (training/README.md)"; exit 2; }
	@$(BIN)/python -m training.reader --rows $(SQUAD) $(NQ) $(QAMR)=0.33 --questions $(OWN) --written 0 \
	    --elsewhere 0 --out build/first
	@$(BIN)/python -m training.reader --rows $(SQUAD)=0.25 $(NQ)=0.25 --questions $(OWN) --written 0 \
	    --elsewhere 0 --start build/first/reader.safetensors --rate 8e-5 --epochs 2 --out build/second
	@$(BIN)/python -m training.reader --rows $(SQUAD)=0.4 $(NQ)=0.15 --questions $(OWN) --elsewhere 0 \
	    --start build/second/reader.safetensors --rate 1e-4 --epochs 2 --out build/third
	@$(BIN)/python -m training.average build/second/reader.safetensors build/third/reader.safetensors --out build/both
	@$(BIN)/python -m training.reader --rows $(SQUAD)=0.2 $(NQ)=0.25 --questions $(OWN)=0.5 $(CORPUS)=0.95 \
	    --written 0.2 --elsewhere 0 --start build/both/reader.safetensors --rate 1.4e-4 --epochs 1 --rivals 2 \
	    --out build/fourth
	@$(BIN)/python -m training.reader --rows $(SQUAD)=0.1 $(NQ)=0.1 --questions $(OWN)=0.25 $(CORPUS)=0.5 \
	    --written 0.1 --elsewhere 0 --start build/fourth/reader.safetensors --rate 1e-4 --epochs 1 --rivals 2 --seed 11 \
	    --out build/fifth
	@$(BIN)/python -m training.average build/both/reader.safetensors build/fifth/reader.safetensors --share 0.8 \
	    --out build/average
	@$(BIN)/python -m training.reader --rows $(SQUAD)=0.3 $(NQ)=0.4 --questions $(OWN)=0.5 $(CORPUS) \
	    --written 0.2 --start build/average/reader.safetensors --rate 1.4e-4 --epochs 1 --rivals 2 --seed 13 \
	    --out build/sixth
	@$(BIN)/python -m training.average build/average/reader.safetensors build/sixth/reader.safetensors --share 0.6 \
	    --out build/before
	@$(BIN)/python -m training.reader --rows $(SQUAD)=0.6 $(NQ)=0.4 --altered 0.5 --questions $(OWN)=0.35 \
	    $(CORPUS)=0.18 --written 0.3 --elsewhere 0.5 --start build/before/reader.safetensors --rate 1.2e-4 --epochs 1 \
	    --rivals 2 --seed 17 --out build/seventh
	@$(BIN)/python -m training.average build/before/reader.safetensors build/seventh/reader.safetensors --share 0.6 \
	    --out build/between
	@$(BIN)/python -m training.reader --rows $(SQUAD)=0.35 $(NQ)=0.25 --altered 0.5 --questions $(OWN)=0.2 \
	    $(CORPUS)=0.13 --written 0.3 --elsewhere 0.6 --start build/between/reader.safetensors --rate 1.3e-4 --epochs 1 \
	    --rivals 2 --seed 19 --out build/eighth
	@$(BIN)/python -m training.average build/between/reader.safetensors build/eighth/reader.safetensors --share 0.6 \
	    --out build/eighths
	@$(BIN)/python -m training.reader --rows $(SQUAD)=0.12 $(NQ)=0.09 --questions $(OWN)=0.09 $(CORPUS)=0.05 \
	    --written 0.08 --elsewhere 0.25 --encoder $(MPNET) --frozen 3 --heads 5 --rate 6e-5 --epochs 1 \
	    --out build/teacher
	@$(BIN)/python -m training.reader --rows $(SQUAD)=0.08 $(NQ)=0.06 --questions $(OWN)=0.06 $(CORPUS)=0.03 \
	    --written 0.05 --elsewhere 0.12 --encoder $(MPNET) --frozen 3 --heads 2 --rate 5e-5 --epochs 1 --seed 11 \
	    --start build/teacher/reader.safetensors --out build/teacher-on
	@$(BIN)/python -m training.teacher $(TAUGHT) --encoder $(MPNET) --weights build/teacher-on/reader.safetensors \
	    --out build/teacher.jsonl
	@$(BIN)/python -m training.teacher $(TAUGHT) --weights build/eighths/reader.safetensors --out build/own.jsonl
	@$(BIN)/python -m training.reader $(TAUGHT) --taught build/teacher.jsonl build/own.jsonl \
	    --start build/eighths/reader.safetensors --rate 1.3e-4 --epochs 2 --rivals 2 --seed 29 --out build/ninth
	@$(BIN)/python -m training.average build/eighths/reader.safetensors build/ninth/reader.safetensors --share 0.6 \
	    --out build/ninths
	@$(BIN)/python -m training.average build/between/reader.safetensors build/ninths/reader.safetensors --share 0.7 \
	    --out build/mixture
	@$(BIN)/python -m training.reader --rows $(SQUAD)=0.11 $(NQ)=0.06 --altered 0.5 --questions $(OWN)=0.05 \
	    $(CORPUS)=0.02 --written 0.05 --elsewhere 0.14 --start build/mixture/reader.safetensors --rate 1.2e-4 --epochs 1 \
	    --rivals 2 --seed 41 --out build/eleventh
	@$(BIN)/python -m training.reader --rows $(SQUAD)=0.15 $(NQ)=0.08 --altered 0.5 --questions $(OWN)=0.16 \
	    $(CORPUS)=0.06 --written 0.07 --elsewhere 0.32 --start build/eleventh/reader.safetensors --rate 1.2e-4 --epochs 1 \
	    --rivals 2 --seed 43 --out build/twelfth
	@$(BIN)/python -m training.average build/eleventh/reader.safetensors build/twelfth/reader.safetensors --share 0.5 \
	    --out build/latest
	@$(BIN)/python -m training.average build/mixture/reader.safetensors build/latest/reader.safetensors --share 0.6 \
	    --out build/reader
	@sha256sum build/reader/reader.safetensors

$(INSTALLED): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Ascent needs Python 3.11 or newer; name one: make PYTHON=python3.11")'
	@test -x $(BIN)/pip || $(PYTHON) -m venv .venv
	@echo "Installing into .venv; the first time this takes a few minutes."
	@$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[dev]"
	@touch $@
