"""A namespace driven like the commands drive it, and drawn deliveries to drive through it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from random import Random

DEPLOYMENT = Path(__file__).parent / "deployment"
ROOT = Path(__file__).resolve().parents[2]
TABLES = ("silver.unit", "silver.violation", "silver.device_alarm", "silver.inspection_item", "silver.region")
HIDDEN = ("_received_at",)


class Door:
    """One namespace. Every call switches this process to it, so several may be used in turn."""

    def __init__(self, namespace: str, deployment: Path = DEPLOYMENT):
        self.namespace, self.deployment = namespace, deployment

    def enter(self):
        """A runner of this namespace."""
        from firelake.settings import settings
        from spark_jobs.runner import Runner

        os.environ.update(self.environment())
        settings.cache_clear()
        return Runner()

    def environment(self) -> dict[str, str]:
        return {"FIRELAKE_NAMESPACE": self.namespace, "FIRELAKE_DEPLOYMENT": str(self.deployment)}

    def land(self, *sent: Path) -> list[str]:
        """Ids of the deliveries."""
        landing = self.enter().landing
        return [landing.land(folder).id for folder in sent]

    def decide(self, kind: str, delivery: str) -> None:
        landing = self.enter().landing
        found = landing.find(delivery)
        landing.decide({"kind": kind, "feed": found.feed, "delivery": found.id, "by": "王工", "reason": "已核实"})

    def run(self, *tables: str, rebuild: bool = False) -> list:
        """Ingests and builds; the lines that failed."""
        runner = self.enter()
        tables = tables or TABLES
        feeds = {f.name for t in tables for f in runner.contracts.feeds_into(t)}
        lines = [] if rebuild else runner.ingest(feeds)
        return [f"{line.name}：{line.said}" for line in [*lines, *runner.build(tables, rebuild)] if line.failed]

    def command(self, *words: str) -> subprocess.Popen:
        """The command in a process of its own."""
        return subprocess.Popen([sys.executable, "-m", "cli.main", *words], cwd=ROOT, env=os.environ | self.environment(),
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def states(self) -> dict[str, tuple]:
        """Delivery → status and reason, without the moment of a decision."""
        runner = self.enter()
        found = {i: s for feed in runner.contracts.feeds for i, s in runner.intake(feed).states().items()}
        return {i: (s.status, s.reason and (s.reason[0], {k: v for k, v in s.reason[1].items() if k != "at"}))
                for i, s in found.items()}

    def rows(self, *tables: str) -> dict[str, list[tuple]]:
        """Every row with every column, sorted."""
        from spark_jobs.lakehouse import Lakehouse

        self.enter()
        with Lakehouse.open() as lake:
            return {t: sorted((tuple(r) for r in lake.rows(f"select * from {lake.name(t)}")), key=repr)
                    for t in tables or (*TABLES, *(f"quarantine.{t.split('.')[1]}" for t in TABLES))}

    def checksums(self) -> list[dict]:
        from spark_jobs.report import checksums

        return checksums(self.enter().contracts)

    def reconciled(self) -> list[dict]:
        from spark_jobs.report import reconciliation

        return reconciliation(self.enter().contracts)

    def unbalanced(self) -> list[dict]:
        return [row for row in self.reconciled() if not row["balanced"]]

    def versions(self) -> dict[str, int]:
        """The latest commit of every table."""
        from spark_jobs.lakehouse import Lakehouse

        self.enter()
        with Lakehouse.open() as lake:
            return {t: lake.version(t) for t in TABLES}

    def drop(self) -> None:
        from firelake.settings import settings
        from spark_jobs.lakehouse import LAYERS, Lakehouse

        self.enter()
        with Lakehouse.open() as lake:
            for layer in LAYERS:
                lake.sql(f"drop schema if exists {self.namespace}_{layer} cascade")
        shutil.rmtree(settings().state, ignore_errors=True)


class Sender:
    """Draws deliveries of all feeds: dirty, doubled, late, repeated, corrected, held, broken."""

    def __init__(self, folder: Path, seed: int, days: int = 4):
        self.folder, self.rng, self.days, self.sent = folder, Random(seed), days, []

    def draw(self) -> list[Path]:
        """All deliveries, oldest first."""
        for day in range(1, self.days + 1):
            for county in ("630102", "630103"):
                rows = [self._unit(n, county) for n in range(8) if self.rng.random() < 0.8]
                few = day == self.days and county == "630102"
                self._csv("door.unit", day, "编号,名称,区县,面积,人数,电话", rows[:2] if few else rows, county=county)
            ids = [self._violation(n, day) for n in range(6) if self.rng.random() < 0.6] or [self._violation(0, day)]
            self._write("door.violation", day, "violation.jsonl", "".join(json.dumps(r) + "\n" for r in ids))
            self._csv("door.alarm", day, "device,kind,at,got,n", [self._alarm(day) for _ in range(8)])
            self._csv("door.item", day, "inspection,item,result", [self._item() for _ in range(8)])
            regions = [{"code": c, "name": f"名{self.rng.randint(1, 2)}", "people": self.rng.choice([1, 2, "", "x"]), "level": "county"}
                       for c in ("630102", "630103", "630104") if self.rng.random() < 0.8]
            self._write("door.region", day, "region.json", json.dumps({"data": regions or [{"code": "630102"}]}))
            self._csv("door.region_more", day, "code,name,people,km2,level",
                      [f"{self.rng.choice(['630102', '630103', '630199'])},,{self.rng.choice(['5', ''])},{day},county"])
        twice = self.rng.choice(self._of("door.violation"))
        self._copy(twice, as_of=f"2024-01-{self.days + 1:02}")
        self._copy(self.rng.choice(self._of("door.unit")), revision=2, change=lambda data: data.replace(b",1,", b",2,"))
        self._write("door.item", self.days + 1, "item.csv", "<html>")
        self._write("door.alarm", self.days + 1, "alarm.csv", "device,kind,at,got,n\nD1,1\n")
        return self.sent

    def _of(self, feed: str) -> list[Path]:
        return [s for s in self.sent if json.loads((s / "manifest.json").read_text())["feed"] == feed]

    def _unit(self, n: int, county: str) -> str:
        if n < 4:
            return f"U{n},{'甲乙丙丁'[n]},{county},{n},1,13800000000" if self.rng.random() < 0.9 else f"U{n},甲,{county},9,1,"
        name = self.rng.choice(["甲", "甲", "乙", "注销", ""])
        county = self.rng.choice([county, county, "630104", "不详"])
        return (f"{self.rng.choice(['U', ' U'])}{n},{name},{county},{self.rng.choice(['1', '2', '约3', ''])},"
                f"{self.rng.choice(['1', '２', ''])},{self.rng.choice(['13800000000', ''])}")

    def _violation(self, n: int, day: int) -> dict:
        fixed = self.rng.choice([None, "2024-01-01 10:00:00", "2023-12-01"])
        return {"id": f"V{n}", "inspection": self.rng.choice(["I1", "I2"]), "found": self.rng.choice(["2023-12-31 08:00:00", "2023-13-01"]),
                "fixed": fixed, "state": self.rng.choice(["", "", "撤销"])}

    def _alarm(self, day: int) -> str:
        at = f"2024-01-{max(1, day - self.rng.randint(0, 1)):02} 0{self.rng.randint(0, 1)}:00:00"
        return f"D{self.rng.randint(1, 2)},{self.rng.choice(['1', '火警', 'test', '?'])},{at},{at[:-1]}5,{self.rng.randint(0, 3)}"

    def _item(self) -> str:
        return f"I{self.rng.randint(1, 3)},{self.rng.choice(['a', 'b', ''])},{self.rng.choice(['1', '2', '9'])}"

    def _csv(self, feed: str, day: int, header: str, rows: list[str], **manifest) -> None:
        text = "\n".join([header, *rows]) + "\n"
        self._write(feed, day, f"{feed.split('.')[1]}.csv", text.encode("gb18030" if feed == "door.unit" else "utf-8"), **manifest)

    def _write(self, feed: str, day: int, name: str, data: str | bytes, **manifest) -> Path:
        folder = self.folder / f"{len(self.sent):03}"
        folder.mkdir(parents=True)
        (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())
        said = {"feed": feed, "as_of": f"2024-01-{day:02}"} | manifest
        (folder / "manifest.json").write_text(json.dumps(said))
        self.sent.append(folder)
        return folder

    def _copy(self, source: Path, change=lambda data: data, **manifest) -> None:
        said = json.loads((source / "manifest.json").read_text()) | manifest
        file = next(f for f in source.iterdir() if f.name != "manifest.json")
        copy = self._write(said["feed"], 1, file.name, change(file.read_bytes()))
        (copy / "manifest.json").write_text(json.dumps(said))
