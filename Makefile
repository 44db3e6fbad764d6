# Everything a newcomer needs: `make demo` and `make test`.
.PHONY: demo test lint types bench console setup setup-dev browser lock clean
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin

demo: setup console
	@$(BIN)/brightkitchen demo

test: setup-dev console browser
	@scripts/console test
	@$(BIN)/pytest -n 4 --dist loadfile --no-loadscope-reorder -m "not alone"
	@$(BIN)/pytest -m alone

lint: setup-dev
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports
	@scripts/console lint

types: setup-dev
	@$(BIN)/mypy
	@scripts/console typecheck

bench: setup
	@for name in $$($(BIN)/brightkitchen bench list); do $(BIN)/brightkitchen bench $$name || exit 1; done

setup: .venv/runtime.done
setup-dev: .venv/dev.done
console: api/static/index.html

.venv/runtime.done: locks/runtime.txt pyproject.toml scripts/setup
	@PYTHON=$(PYTHON) scripts/setup runtime
	@touch $@

.venv/dev.done: locks/dev.txt locks/runtime.txt pyproject.toml scripts/setup
	@PYTHON=$(PYTHON) scripts/setup dev
	@touch $@ .venv/runtime.done

CONSOLE := $(shell find console -type f -not -path '*/node_modules/*' 2>/dev/null)
api/static/index.html: $(CONSOLE) | setup
	@scripts/console build

browser:
	@scripts/need-browser

# Renews the locks after a change of pyproject.toml; needs uv.
COMPILE := uv pip compile -q pyproject.toml --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-header
lock:
	$(COMPILE) --group build -o locks/runtime.txt
	$(COMPILE) --extra train --group build --group dev -c locks/runtime.txt -o locks/dev.txt

clean:
	rm -rf .venv api/static console/node_modules
