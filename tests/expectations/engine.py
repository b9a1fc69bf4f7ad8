"""A process of its own with one local Spark that tells which named rules the rows of a table break.

One JSON request per line, {"table": name, "rows": [{column: text}]}, one answer per line: the broken rules of each row,
or a text that says why there is no answer.
It is no part of the test process, because there a classic session and a Spark Connect session exclude each other.
"""

import json
import sys
from pathlib import Path

from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from expectations.contracts import load
from expectations.expressions import compile_expression

DEPLOYMENT = Path(__file__).parents[2] / "deployments" / "qinghai"
AS_OF = "_as_of"


def broken(spark: SparkSession, table: str, rows: list[dict]) -> list[list[str]]:
    """Names of the broken rules per row, in the order of the contract."""
    contracts = load(DEPLOYMENT)
    contract = contracts.tables[table]
    types = {c.name: c.type for c in contract.columns.values()} | {AS_OF: "timestamp"}
    texts = [tuple(row.get(name) for name in types) for row in rows]
    frame = spark.createDataFrame(texts, ", ".join(f"`{name}` string" for name in types))
    typed = frame.selectExpr(*(f"cast(`{name}` as {kind}) as `{name}`" for name, kind in types.items()))
    musts = {r.name: compile_expression(r.must, set(types), contracts.functions) for r in contract.rules.values()}
    found = typed.selectExpr(*(f"not ({must}) as `{name}`" for name, must in musts.items())).collect()
    return [[name for name in musts if row[name]] for row in found]


def main() -> None:
    settings = {
        "spark.ui.enabled": "false", "spark.log.level": "ERROR", "spark.sql.session.timeZone": "UTC",
        "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    }
    spark = SparkSession.builder.master("local[1]").config(map=settings).getOrCreate()
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = broken(spark, request["table"], request["rows"])
        except (PySparkException, ValueError, KeyError) as error:
            # The asking test fails with this text; the next one goes on.
            answer = f"{type(error).__name__}: {error}"
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    spark.stop()


if __name__ == "__main__":
    main()
