"""What this machine lacks, one sentence each: what to install or set."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from firelake import ports
from firelake.messages import FirelakeError, text
from firelake.settings import settings

DISK_GB, MEMORY_GB = 10, 10


@dataclass(frozen=True)
class Check:
    """Whether one thing is there, and the sentence a person reads."""

    good: bool
    said: str


def checks() -> list[Check]:
    """All checks, in the order a newcomer meets them."""
    root, home = settings().root, settings().home
    found = [_java(), _there(shutil.which("mvn"), "Maven", "doctor_maven")]
    found += [_there(_first(root / ".venvs" / name / "bin" / "python"), f"Python · {name}", "doctor_environment", name=name)
              for name in ("lake", "airflow", "superset")]
    found.append(_there(_first(*(root / ".venvs" / "jars").glob("delta-spark_*.jar")), "Delta", "doctor_jars"))
    found.append(_enough("disk", shutil.disk_usage(_existing(home)).free, DISK_GB, "doctor_disk"))
    found.append(_enough("memory", _available(), MEMORY_GB, "doctor_memory"))
    try:
        found.append(Check(True, text("doctor_ok", what="ports", found=", ".join(map(str, ports.read().values())))))
    except FirelakeError as error:
        found.append(Check(False, f"✗ {error}"))
    return found


def _java() -> Check:
    java = Path(os.environ["JAVA_HOME"]) / "bin" / "java" if os.environ.get("JAVA_HOME") else shutil.which("java")
    try:
        said = subprocess.run([str(java), "-version"], capture_output=True, text=True, check=True).stderr
    except (OSError, subprocess.CalledProcessError):
        return Check(False, text("doctor_java"))
    version = re.search(r'version "(\d+)[^"]*"', said)
    good = bool(version) and version.group(1) == "17"
    return Check(good, text("doctor_ok", what="Java", found=version.group(0)) if good else text("doctor_java"))


def _there(found, what: str, otherwise: str, **values) -> Check:
    return Check(True, text("doctor_ok", what=what, found=found)) if found else Check(False, text(otherwise, **values))


def _first(*files: Path) -> Path | None:
    return next((f for f in files if f.exists()), None)


def _existing(folder: Path) -> Path:
    return folder if folder.exists() else _existing(folder.parent)


def _enough(what: str, amount: int, least: int, otherwise: str) -> Check:
    gigabytes = amount >> 30
    good = gigabytes >= least
    return Check(good, text("doctor_ok", what=what, found=f"{gigabytes} GB") if good
                 else text(otherwise, gigabytes=gigabytes, least=least))


def _available() -> int:
    line = next(line for line in Path("/proc/meminfo").read_text().splitlines() if line.startswith("MemAvailable"))
    return int(line.split()[1]) << 10
