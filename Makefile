# Everything a clinic or a developer does with the assistant. `make help` lists it.
.DEFAULT_GOAL := help
SHELL := /bin/sh
export RASA_TELEMETRY_ENABLED := false
export SQLALCHEMY_SILENCE_UBER_WARNING := 1
export TF_CPP_MIN_LOG_LEVEL := 3
PYTHON := .venv/bin/python
.PHONY: help setup tensorflow run widget screenshots test test-tensorflow lint train ask eval bench bench-desk soak channels lock

help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-12s %s\n", $$1, $$2}'

setup: ## bring Python 3.10 and the locked dependencies into .venv
	@tools/setup.sh

tensorflow: ## bring the real TensorFlow into .venv-tensorflow, for components that learn with it
	@tools/setup.sh tensorflow

run: setup train widget ## start everything, say where it is, and chat in this terminal
	@$(PYTHON) -m tools.run

widget: setup ## build the website's chat widget: widget/dist/clinic-chat.js
	@$(PYTHON) -m tools.widget

screenshots: setup train widget ## take the pictures of the page and of the desk
	@tools/browser.sh
	@$(PYTHON) -m tools.screenshots
	@$(PYTHON) -m tools.desk_screenshots

test: setup lint train widget ## run every check and every test
	@tools/browser.sh
	@tools/postgresql.sh
	@tools/redis.sh
	@tools/nginx.sh
	@tools/prometheus.sh
	@$(PYTHON) -m pytest -q -n auto --dist loadfile --no-loadscope-reorder

test-tensorflow: tensorflow ## train and answer with the real TensorFlow, in .venv-tensorflow
	@.venv-tensorflow/bin/python -m pytest -q tests/tensorflow

lint: setup ## check style and types
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m mypy

train: setup ## train the model if something that it learns from has changed
	@$(PYTHON) -m tools.train

ask: setup train ## ask one question: make ask Q="does massage help sleep"
	@$(PYTHON) -m tools.ask "$(Q)"

eval: setup train ## measure it on questions: make eval DATA=file.jsonl [REPORT=out.json]
	@$(PYTHON) -m tools.evaluate "$(DATA)" $(if $(REPORT),--report "$(REPORT)")

bench: setup tensorflow train ## measure it beside Rasa's default: time, speed, memory, size
	@$(PYTHON) -m benchmarks.against_default
	@$(PYTHON) -m benchmarks.website

bench-desk: setup ## measure the staff desk with 100,000 conversations, on SQLite and PostgreSQL
	@tools/postgresql.sh
	@$(PYTHON) -m benchmarks.desk

soak: setup train ## let 500 visitors chat for five minutes and count every message from both ends
	@$(PYTHON) -m benchmarks.soak

channels: setup ## show which messaging channels are on, their addresses, and whether the platform would accept them
	@$(PYTHON) -m tools.channels $(if $(REGISTER),--register "$(REGISTER)") $(if $(OFFLINE),--offline)

lock: setup ## write the lock files again from requirements.in and requirements-dev.in
	@$(PYTHON) -m tools.lock
