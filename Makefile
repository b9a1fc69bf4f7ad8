# Bare `make` prints the targets.
PYTHON ?= $(shell python3.11 -c '' 2>/dev/null && echo python3.11 || echo python3)
LAKE = .venvs/lake/bin
FIRELAKE = $(if $(DEPLOYMENT),FIRELAKE_DEPLOYMENT="$(DEPLOYMENT)") $(LAKE)/firelake
DEPLOYMENT ?=
DATA ?=
SHELL = /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup setup-s3 demo demo-full up down status test test-fast test-full lint bench lock

help: ## 列出全部目标 · this list
	@awk -F':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## 安装三个 Python 环境和 jar 包 · environments and jars; does nothing the second time
	@$(PYTHON) infra/setup.py

setup-s3: ## 另取 S3 存储所需的 jar 包 · jars for a lake in an S3 store (640 MB)
	@$(PYTHON) infra/setup.py s3

demo: setup ## 从模拟投递到大屏的全过程 · the whole path (DEPLOYMENT=toronto DATA=<folder> for real records)
	@$(FIRELAKE) demo $(if $(DATA),--data "$(patsubst ~/%,$(HOME)/%,$(DATA))")

demo-full: setup ## 同上，投递全部数据源 · the same with every feed (a home of its own: set FIRELAKE_HOME)
	@$(FIRELAKE) demo --all

up: setup ## 启动本机服务 · start the local services
	@$(FIRELAKE) up

down: ## 停止本机服务 · stop the local services
	@$(FIRELAKE) down

status: ## 服务状态与地址 · services and their addresses
	@$(FIRELAKE) status

lint: setup ## 静态检查 · static checks
	@$(LAKE)/ruff check .

test: setup lint ## 全部测试（15 分钟以内） · every test of the daily run
	@tests/run.sh "not full"

test-fast: setup lint ## 不启动服务的测试 · tests that start no server
	@tests/run.sh "not full and not lake and not superset and not browser and not airflow"

test-full: setup lint ## 另加断电循环与全规模性质 · kill loops and full scale as well
	@tests/run.sh ""

bench: setup ## 性能基准，写入 docs/performance.md · benchmarks
	@$(LAKE)/python -m tests.benchmarks

lock: setup ## 按 *.in 重新锁定依赖 · compile the locks anew
	@for e in lake airflow; do .venvs/uv/bin/uv pip compile -q --generate-hashes --python-version 3.11 infra/requirements/$$e.in -o infra/requirements/$$e.txt; done
	@.venvs/uv/bin/uv pip compile -q --generate-hashes --python-version 3.11 --exclude-newer 2026-05-25 infra/requirements/superset.in -o infra/requirements/superset.txt
