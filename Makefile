# Everything a clinic or a developer does with the assistant. `make help` lists it.
.DEFAULT_GOAL := help
SHELL := /bin/sh
export RASA_TELEMETRY_ENABLED := false
export SQLALCHEMY_SILENCE_UBER_WARNING := 1
export TF_CPP_MIN_LOG_LEVEL := 3
PYTHON := .venv/bin/python
# With it each start of a server would compile every module of the project anew, a second of work.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help setup tensorflow encoder run widget screenshots test test-tensorflow lint test-programs train ask eval record bench bench-clinc bench-desk soak channels lock backup restore fuzz audit chaos

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

test: setup ## run every check and every test
	@$(MAKE) --no-print-directory -j4 lint train widget test-programs
	@$(PYTHON) -m pytest -q -n $$(($$(getconf _NPROCESSORS_ONLN) * 3 / 2)) --dist loadfile --no-loadscope-reorder

test-programs: setup
	@tools/browser.sh
	@tools/debian.sh postgresql redis-server nginx
	@tools/prometheus.sh

test-tensorflow: tensorflow ## train and answer with the real TensorFlow, in .venv-tensorflow
	@.venv-tensorflow/bin/python -m pytest -q tests/tensorflow

fuzz: setup train widget ## send much made-up input to every endpoint and parser: make fuzz [EXAMPLES=1000]
	@FUZZ_EXAMPLES=$(or $(EXAMPLES),1000) $(PYTHON) -m pytest -q tests/fuzz

audit: setup ## ask the advisory services about each locked package: make audit [SERVICE=osv]
	@tools/audit.sh
	@$(PYTHON) -m tools.audit $(if $(SERVICE),--service "$(SERVICE)")

lint: setup ## check style and types
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m mypy

train: setup ## train the model if something that it learns from has changed
	@$(PYTHON) -m tools.train

encoder: ## tune the sentence encoder on the taught sentences and write nlu/weights: twenty minutes or more on two cores
	@tools/setup.sh encoder
	@test -f .run/base_encoder/model.safetensors || .venv-encoder/bin/python -m tools.base_encoder .run/base_encoder
	@.venv-encoder/bin/python -m tools.tune_encoder .run/base_encoder .run/tuned_encoder $(if $(OFF_TOPIC),--off-topic "$(OFF_TOPIC)")
	@.venv-encoder/bin/python -m tools.export_encoder .run/base_encoder .run/tuned_encoder nlu/weights
	@$(MAKE) --no-print-directory train
	@$(PYTHON) -m tools.release_vectors

ask: setup train ## ask one question: make ask Q="does massage help sleep"
	@$(PYTHON) -m tools.ask "$(Q)"

eval: setup train ## measure it on questions: make eval DATA="files or folders" [REPORT=out.json] [BASELINE=before.json] [QUIET=1]
	@$(PYTHON) -m tools.evaluate $(DATA) $(if $(REPORT),--report "$(REPORT)") $(if $(BASELINE),--baseline "$(BASELINE)") $(if $(QUIET),--quiet)

bench-clinc: setup ## measure the classifier on CLINC150, which is no part of the repository: make bench-clinc DATA=data_full.json
	@$(PYTHON) -m benchmarks.clinc "$(DATA)"

record: setup train ## write down what the tests hold the understanding to: tests/questions/recorded.json
	@$(PYTHON) -W ignore -m tools.record_understanding

bench: setup tensorflow train ## measure it beside Rasa's default: time, speed, memory, size, growth, workers
	@tools/debian.sh postgresql redis-server nginx
	@$(PYTHON) -m benchmarks.against_default
	@$(PYTHON) -m benchmarks.growth
	@$(PYTHON) -m benchmarks.website
	@$(PYTHON) -m benchmarks.workers

bench-desk: setup ## measure the staff desk with 100,000 conversations, on SQLite and PostgreSQL
	@tools/debian.sh postgresql
	@$(PYTHON) -m benchmarks.desk

soak: setup train ## let 500 visitors chat for five minutes and count every message from both ends
	@$(PYTHON) -m benchmarks.soak

chaos: setup train ## break one part after another under load, count every message from both ends: make chaos [SHORT=1] [ONLY=disk]
	@tools/debian.sh postgresql redis-server nginx libfaketime
	@$(PYTHON) -m tests.chaos $(if $(SHORT),--short) $(if $(ONLY),--only "$(ONLY)")

channels: setup ## show which messaging channels are on, their addresses, and whether the platform would accept them
	@$(PYTHON) -m tools.channels $(if $(REGISTER),--register "$(REGISTER)") $(if $(OFFLINE),--offline)

backup: setup ## copy the conversations' database while everything runs: make backup [TO=folder]
	@$(PYTHON) -m tools.backups backup $(if $(TO),--to "$(TO)")

restore: setup ## put a backup back while nothing runs: make restore FROM=file [REPLACE=1]; without FROM: list the backups
	@$(PYTHON) -m tools.backups restore "$(FROM)" $(if $(REPLACE),--replace)

lock: setup ## write the lock files again from requirements.in and requirements-dev.in
	@$(PYTHON) -m tools.lock
