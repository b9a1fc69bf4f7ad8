#!/usr/bin/env bash
# Runs the tests in the two environments they need: `tests/run.sh MARKERS [pytest arguments]`.
cd "$(dirname "$0")/.." || exit 2
marks=${1-not full}; shift
worst=0
run() {
  "$@"
  local code=$?
  [ $code -eq 5 ] && code=0          # no test of this environment has the markers asked for
  [ $code -gt $worst ] && worst=$code
}
run .venvs/lake/bin/python -m pytest tests --ignore=tests/dags -m "$marks" --durations=15 "$@"
run .venvs/airflow/bin/python -m pytest tests/dags -m "$marks" -W ignore::pytest.PytestConfigWarning "$@"
exit $worst
