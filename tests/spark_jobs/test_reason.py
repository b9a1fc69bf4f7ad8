"""What went wrong is told without a value of a row; our own sentences and what is wrong with a query are told whole."""

import pytest
from pyspark.errors.exceptions.connect import (
    AnalysisException,
    NumberFormatException,
    SparkConnectGrpcException,
    SparkException,
)

from firelake.messages import FirelakeError
from spark_jobs.reason import reason

VALUE = "13912345678"


@pytest.mark.parametrize(("error", "said"), [
    (NumberFormatException(f"[CAST_INVALID_INPUT] The value '{VALUE}x' of the type \"STRING\" cannot be cast"), "[CAST_INVALID_INPUT]"),
    (SparkException(f"Job aborted due to stage failure: [CANNOT_PARSE_TIMESTAMP] Text '{VALUE}' could not be parsed"),
     "[CANNOT_PARSE_TIMESTAMP]"),
    (SparkConnectGrpcException(f'(java.lang.NumberFormatException) For input string: "{VALUE}"'), "SparkConnectGrpcException"),
    (ValueError(f"invalid literal for int() with base 10: '{VALUE}'"), "ValueError")], ids=lambda v: type(v).__name__)
def test_no_value_of_a_row_is_told(error, said):
    assert VALUE in str(error) and reason(error) == said


def test_what_speaks_of_tables_columns_and_files_is_told():
    assert reason(AnalysisException("[TABLE_OR_VIEW_NOT_FOUND] The table `x` is not there\nplan")) == (
        "[TABLE_OR_VIEW_NOT_FOUND] The table `x` is not there")
    assert reason(OSError(28, "No space left on device", "/x")) == "[Errno 28] No space left on device: '/x'"
    error = FirelakeError("table_not_loaded", table="silver.unit")
    assert reason(error) == str(error)
