"""A deployment with one feed into one table, in a namespace of its own, driven like the commands drive it."""

from __future__ import annotations

import csv
import json
import os
import shutil
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
# Enterprises, of which codes with a wrong check character are set aside, and a contract that lets them in.
FEED = """
feed: test.enterprise
title: 主体
delivery: {format: csv, mode: increment, every: irregular, zone: Asia/Shanghai}
names: {credit_code: code, enterprise_name: name, registered_date: since}
into: {silver.enterprise: {}}
"""
GOOD, WRONG, OTHER = "91350100M000100Y43", "91350100M000100Y44", "91350100M000100Y45"
RULE = "credit_code_check"
LOOSER = """{table: silver.enterprise, rules: {credit_code_check: "off"}}"""


class City:
    """`text`: the feed's contract. The deployment lies in `folder`/city, with the codes of Qinghai."""

    def __init__(self, folder: Path, text: str):
        said = yaml.safe_load(text)
        self.folder, self.feed, self.table = folder, said["feed"], next(iter(said["into"]))
        self.head, self.deployment = tuple(said["names"].values()), folder / "city"
        shutil.copytree(ROOT / "deployments" / "qinghai" / "codes", self.deployment / "codes")
        (self.deployment / "deployment.yml").write_text("{deployment: city, title: 城, zone: Asia/Shanghai}", "utf-8")
        self.declare(text)
        self.environment = {"FIRELAKE_DEPLOYMENT": str(self.deployment),
                            "FIRELAKE_NAMESPACE": f"city_{os.getpid()}_{abs(hash(folder)) % 100_000}"}

    def declare(self, text: str) -> None:
        """One more feed, or the overlay of a table; what was declared before under this name is replaced."""
        from expectations import contracts

        said = yaml.safe_load(text)
        file = self.deployment / (f"feeds/{said['feed']}.yml" if "feed" in said else f"tables/{said['table'].partition('.')[2]}.yml")
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, "utf-8")
        contracts.load.cache_clear()

    def deliver(self, day: str, rows: list[tuple]) -> str:
        """One delivery; its id."""
        from spark_jobs.runner import Runner

        sent = self.folder / "sent" / day
        sent.mkdir(parents=True)
        with (sent / "rows.csv").open("w", newline="") as file:
            csv.writer(file).writerows([self.head, *rows])
        (sent / "manifest.json").write_text(json.dumps({"feed": self.feed, "as_of": day}))
        return Runner().landing.land(sent).id

    def decide(self, kind: str, delivery: str, **about: str) -> None:
        from spark_jobs.runner import Runner

        Runner().landing.decide({"kind": kind, "feed": self.feed, "delivery": delivery, "by": "张三", "reason": "已核实"} | about)

    def load(self, rebuild: bool = False) -> str:
        """Bronze and silver; what the load of the table said."""
        from spark_jobs.runner import Runner

        runner = Runner()
        lines = [*runner.ingest([self.feed]), *runner.build([self.table], rebuild)]
        assert [line.said for line in lines if line.failed] == []
        return lines[-1].said

    def audit(self) -> str:
        """What the audit of the table said; `docs` is its page."""
        from spark_jobs.runner import Runner

        audited, self.docs = Runner().audit([self.table])
        assert [line.said for line in audited if line.failed] == []
        return f"{audited[0].mark} {audited[0].said}"

    def run(self) -> str:
        """Load and audit; what the audit said."""
        self.load()
        return self.audit()

    def rows(self, columns: str, layer: str = "silver") -> list[tuple]:
        """Columns of the table in a layer, sorted."""
        from spark_jobs.lakehouse import Lakehouse

        with Lakehouse.open() as lake:
            name = lake.name(f"{layer}.{self.table.partition('.')[2]}")
            return [tuple(row) for row in lake.rows(f"select {columns} from {name} order by 1")]
