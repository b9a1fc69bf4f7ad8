#!/usr/bin/env bash
# Runs the tests in the two environments they need: `tests/run.sh MARKERS [pytest arguments]`.
# What starts no server runs beside what does, in a home of its own; its words come after.
cd "$(dirname "$0")/.." || exit 2
marks=${1-not full}; shift
servers="(lake or superset or browser or airflow)"

run() {
  "$@"
  local code=$?
  [ $code -eq 5 ] && code=0          # no test of this environment has the markers asked for
  return $code
}

both() {  # MARKERS [pytest arguments]
  local worst=0 marked="${marks:+($marks) and }$1"; shift
  run .venvs/lake/bin/python -m pytest tests --ignore=tests/dags -m "$marked" --durations=15 "$@" || worst=$?
  run .venvs/airflow/bin/python -m pytest tests/dags -m "$marked" -W ignore::pytest.PytestConfigWarning "$@" || worst=$?
  return $worst
}

said=$(mktemp)
FIRELAKE_TEST_HOME=.firelake/aside both "not $servers" "$@" > "$said" 2>&1 &
beside=$!
trap 'kill $(pgrep -P $beside) $beside 2>/dev/null; rm -f "$said"' EXIT
both "$servers" "$@"; worst=$?
wait $beside || worst=$?
cat "$said"
exit $worst
