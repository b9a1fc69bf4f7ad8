"""The lake server: one Spark driver that serves Spark Connect and Thrift from one JVM and one catalog."""

from __future__ import annotations

import importlib.util
import os
import re
from pathlib import Path

from firelake import connect, ports, store
from firelake.messages import FirelakeError
from firelake.parts import Program
from firelake.settings import secret, settings

CLASS = "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2"
ENABLED = {
    "spark.plugins": "org.apache.spark.sql.connect.SparkConnectPlugin",
    "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
    "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
    "spark.sql.catalogImplementation": "hive",
    # It runs code for whoever reaches it, so nobody but this machine may.
    "spark.connect.grpc.binding.address": "127.0.0.1", "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1", "spark.ui.enabled": "false", "spark.log.level": "WARN",
    "spark.scheduler.mode": "FAIR", "spark.sql.session.timeZone": "UTC", "spark.driver.maxResultSize": "2g",
    "spark.sql.shuffle.partitions": "2", "spark.databricks.delta.snapshotPartitions": "1",
    "spark.databricks.delta.schema.autoMerge.enabled": "false", "spark.sql.sources.parallelPartitionDiscovery.threshold": "512",
    # Sorts and joins work beside the heap: there they neither push out a load's kept rows nor are collected with them.
    "spark.memory.offHeap.enabled": "true", "spark.memory.offHeap.size": "3g",
    # Only a collected heap lets go of what a load has kept, and only when no plan of a query that read it is remembered.
    "spark.cleaner.periodicGC.interval": "5min", "spark.connect.session.planCache.maxSize": "0",
    # Small pieces keep every core at work to the end. What compiles to longer methods than the JVM optimises is split.
    "spark.sql.files.maxPartitionBytes": "32m", "spark.sql.codegen.hugeMethodLimit": "16000",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",  # the default, INT96, has no range to skip by
    # What was compiled for one load serves the next: the JVM needs seconds to optimise a long method.
    "spark.sql.codegen.cache.maxEntries": "1000",
    "spark.connect.grpc.maxInboundMessageSize": str(1 << 29), "spark.sql.thriftServer.incrementalCollect": "false",
    "spark.sql.autoBroadcastJoinThreshold": "33554432", "spark.connect.session.manager.defaultSessionTimeout": "6h",
}


YOUNG_MB, TABLE_MB, LEAST_TABLES = 1024, 2, 256


def jars() -> Path:
    return settings().root / ".venvs" / "jars"


def s3_jars() -> Path:
    """Hadoop's way to an S3 store: fetched by `make setup-s3` only, they weigh 640 MB."""
    return settings().root / ".venvs" / "jars-s3"


def prepare() -> None:
    if not list(jars().glob("delta-spark_*.jar")):
        raise FirelakeError("jars_missing")
    if store.is_remote():
        if not list(s3_jars().glob("hadoop-aws-*.jar")):
            raise FirelakeError("jars_s3_missing")
        store.prepare()
    (settings().home / "metastore").mkdir(parents=True, exist_ok=True)


def _known_tables() -> int:
    """How many tables' logs the server keeps in mind, each for an hour: half of its older generation is theirs. A heap that fills
    with them is collected in full again and again. One that is not kept is read anew, in a third of a second."""
    size = re.fullmatch(r"(\d+)([gm])", settings().heap.lower())
    heap = int(size[1]) * {"g": 1024, "m": 1}[size[2]] if size else 6 * 1024
    return max(LEAST_TABLES, (heap - YOUNG_MB) // 2 // TABLE_MB)


def programs() -> list[Program]:
    home, port = settings().home, ports.read()
    spark = Path(importlib.util.find_spec("pyspark").origin).parent
    # A row with many rules compiles to a method that is too long for the JVM's default limit, and would be interpreted.
    # A heap that grows step by step is collected in full before each step.
    java = (f"-XX:+ExitOnOutOfMemoryError -XX:+UseParallelGC -Duser.timezone=UTC -Dderby.system.home={home / 'metastore'} "
            f"-Dderby.stream.error.file={home / 'metastore' / 'derby.log'} -Djava.io.tmpdir={_tmp()} "
            f"-Djava.net.preferIPv4Stack=true -XX:MetaspaceSize=384m -Xmn{YOUNG_MB}m -Xms{settings().heap} "
            "-XX:ReservedCodeCacheSize=512m -XX:-DontCompileHugeMethods")
    conf = {**ENABLED, **store.hadoop(), "spark.databricks.delta.delta.log.cacheSize": str(_known_tables()),
            "spark.connect.grpc.binding.port": str(port["connect"]), "spark.local.dir": str(_tmp()),
            "spark.sql.warehouse.dir": str(home / "warehouse"), "spark.driver.extraJavaOptions": java,
            "spark.hadoop.javax.jdo.option.ConnectionURL": "jdbc:derby:;databaseName=catalog;create=true"}
    libraries = (jars(), s3_jars() if store.is_remote() else None, settings().jdbc_jars)
    command = [str(spark / "bin" / "spark-submit"), "--class", CLASS, "--master", "local[*]", "--driver-memory", settings().heap,
               "--driver-class-path", ":".join(f"{folder}/*" for folder in libraries if folder)]
    for key, value in conf.items():
        command += ["--conf", f"{key}={value}"]
    command += ["spark-internal", "--hiveconf", "hive.server2.thrift.bind.host=127.0.0.1",
                "--hiveconf", f"hive.server2.thrift.port={port['thrift']}",
                "--hiveconf", f"hive.exec.scratchdir={_tmp()}/hive", "--hiveconf", f"hive.exec.local.scratchdir={_tmp()}/hive-local"]
    environment = {"SPARK_CONNECT_AUTHENTICATE_TOKEN": secret("connect"), "SPARK_LOCAL_IP": "127.0.0.1",
                   "SPARK_HOME": str(spark), **store.environment(),
                   "PYSPARK_PYTHON": str(settings().root / ".venvs" / "lake" / "bin" / "python")}
    if os.environ.get("JAVA_HOME"):
        environment["JAVA_HOME"] = os.environ["JAVA_HOME"]
    return [Program("lake", command, environment, home / "metastore", stop_seconds=15)]


def _tmp() -> Path:
    folder = settings().home / "tmp"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def healthy() -> bool:
    """`select 1` on both doors."""
    port = ports.read()
    return ports.answers(port["thrift"]) and ports.answers(port["connect"]) and _thrift(port["thrift"]) and _connect()


def _thrift(port: int) -> bool:
    from pyhive import hive

    try:
        with hive.connect("127.0.0.1", port, username="firelake") as connection, connection.cursor() as cursor:
            cursor.execute("select 1")
            return cursor.fetchall() == [(1,)]
    except Exception:
        return False


def _connect() -> bool:
    try:
        spark = connect.session()
        try:
            return spark.sql("select 1").collect()[0][0] == 1
        finally:
            spark.stop()
    except Exception:
        return False


def about() -> dict:
    port = ports.read()
    return {"address": f"127.0.0.1:{port['connect']} (Connect), 127.0.0.1:{port['thrift']} (Thrift)"}
