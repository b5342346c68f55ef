# Needs Python 3.11 or newer with venv, GNU make and, the first time, the network.
# Assigned here, so that the surroundings' LANG and LANGUAGE do not choose; `make demo LANGUAGE=en` does.
PYTHON := python3
LANGUAGE := zh
PROFILE := examples/chip-designer.yaml
AS_OF := 2026-03-15
CASES := ../shared/dmn_tck/cases.json

BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all: --require-hashes
POLICY := $(BIN)/python -m policy_engine
export PYTHONUTF8 := 1

.PHONY: demo test thorough serve bench conformance lock clean
.DELETE_ON_ERROR:

demo: .venv/core.stamp
	@$(POLICY) match $(PROFILE) --as-of $(AS_OF) --lang $(LANGUAGE)

serve: .venv/core.stamp
	$(POLICY) serve

test: .venv/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy policy_engine api benchmarks
	$(BIN)/lint-imports --no-cache
	$(POLICY) check
	$(POLICY) examples
	$(BIN)/python -m pytest --durations=10

thorough: .venv/test.stamp
	POLICY_THOROUGH=1 $(BIN)/python -m pytest --durations=10 --numprocesses=auto --dist=worksteal

conformance: .venv/test.stamp
	$(BIN)/python -m tests.conformance $(CASES)

bench: .venv-bench/bench.stamp
	.venv-bench/bin/python -m benchmarks

# How the locks are made: versions and hashes only. `uv` comes from the registry like everything else.
lock:
	$(PYTHON) -m venv build/uv
	build/uv/bin/python -m pip install --quiet --disable-pip-version-check uv
	build/uv/bin/uv pip compile pyproject.toml --extra api $(LOCK_OPTIONS) --output-file requirements.lock
	build/uv/bin/uv pip compile pyproject.toml --extra api --group test $(LOCK_OPTIONS) \
		--constraint requirements.lock --output-file requirements-test.lock
	build/uv/bin/uv pip compile pyproject.toml benchmarks/requirements.txt --extra api $(LOCK_OPTIONS) \
		--constraint requirements.lock --output-file requirements-bench.lock

LOCK_OPTIONS := --quiet --upgrade --no-config --universal --python-version 3.11 --only-binary :all: \
	--generate-hashes --no-emit-index-url --no-emit-find-links --no-header

clean:
	rm -rf .venv .venv-bench build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find policy_engine api tests -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/test.stamp: requirements-test.lock | .venv/made.stamp
	@echo "安装测试环境 | installing the test environment …"
	$(INSTALL) -r requirements-test.lock
	@touch .venv/core.stamp $@

.venv/core.stamp: requirements.lock | .venv/made.stamp
	@echo "安装运行环境 | installing what it runs on …"
	$(INSTALL) -r requirements.lock
	@touch $@

.venv-bench/bench.stamp: requirements-bench.lock | .venv-bench/made.stamp
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --only-binary :all: --require-hashes \
		-r requirements-bench.lock
	@touch $@

# The project is used from the checkout: a .pth file puts it on the path, nothing is built.
%/made.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "需要 Python 3.11 或更新版本：make PYTHON=… | Python 3.11 or newer is needed: make PYTHON=…"; exit 1; }
	$(PYTHON) -m venv $*
	@$*/bin/python -c 'import pathlib, sysconfig; \
		pathlib.Path(sysconfig.get_path("purelib"), "policy-engine.pth").write_text(str(pathlib.Path.cwd()))'
	@printf '#!/bin/sh\nexec "$$(dirname "$$0")/python" -m policy_engine "$$@"\n' > $*/bin/policy
	@chmod +x $*/bin/policy
	@touch $@
