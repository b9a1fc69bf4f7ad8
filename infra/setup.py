"""Makes the three environments and fetches the jars. Standard library only: it runs before anything is installed.

`python3 infra/setup.py`: what is already there with the same pins is left alone, so a second run takes a second.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENVS = ROOT / ".venvs"
UV = "uv==0.13.9"
ENVIRONMENTS = ("lake", "airflow", "superset")


def main() -> int:
    """Runs all steps; the number of sentences about what is missing is the exit code."""
    missing = [said for said in (_python(), _java(), _maven()) if said]
    for said in missing:
        print(f"✗ {said}", file=sys.stderr)
    if missing:
        return len(missing)
    uv = _uv()
    for name in ENVIRONMENTS:
        _environment(uv, name)
    _command(uv)
    _jars("jars")
    if "s3" in sys.argv:
        _jars("jars-s3", "-Ps3", "-DincludeGroupIds=org.apache.hadoop,software.amazon.awssdk")
    return 0


def _python() -> str:
    return "" if sys.version_info[:2] == (3, 11) else (
        f"需要 Python 3.11，现在是 {sys.version.split()[0]}。请安装；若它不叫 python3.11，每条 make 命令都加 PYTHON=<路径>。")


def _java() -> str:
    java = os.path.join(os.environ["JAVA_HOME"], "bin", "java") if os.environ.get("JAVA_HOME") else "java"
    try:
        said = subprocess.run([java, "-version"], capture_output=True, text=True, check=True).stderr
    except (OSError, subprocess.CalledProcessError):
        said = ""
    if re.search(r'version "17\.', said):
        return ""
    return "没有找到 Java 17。请安装 OpenJDK 17（Debian：apt-get install openjdk-17-jre-headless），或用 JAVA_HOME 指明其位置。"


def _maven() -> str:
    return "" if shutil.which("mvn") else "没有找到 Maven，无法取得 jar 包。请安装（Debian：apt-get install maven）。"


def _uv() -> str:
    uv = VENVS / "uv" / "bin" / "uv"
    if not uv.exists():
        subprocess.run([sys.executable, "-m", "venv", str(VENVS / "uv")], check=True)
        subprocess.run([str(VENVS / "uv" / "bin" / "python"), "-m", "pip", "install", "-q", UV], check=True)
    return str(uv)


def _environment(uv: str, name: str) -> None:
    """An environment whose packages are exactly the locked ones, compiled: a task that compiles what it imports starts
    seconds later, every time. Its stamp is the hash of the lock it was made from."""
    lock, folder = ROOT / "infra" / "requirements" / f"{name}.txt", VENVS / name
    _once(folder / "firelake.stamp", lock.read_bytes() + str(folder).encode() + b" compiled", name, lambda: [
        subprocess.run([uv, "venv", "-q", "--clear", "--python", sys.executable, str(folder)], check=True),
        subprocess.run([uv, "pip", "sync", "-q", "--compile-bytecode", "--python", str(folder / "bin" / "python"),
                        "--require-hashes", str(lock)], check=True)])


def _command(uv: str) -> None:
    """The `firelake` command in the lake's environment, pointing at this checkout."""
    python = VENVS / "lake" / "bin" / "python"
    content = (ROOT / "pyproject.toml").read_bytes() + (VENVS / "lake" / "firelake.stamp").read_bytes()
    _once(VENVS / "lake" / "command.stamp", content, "firelake", lambda: subprocess.run(
        [uv, "pip", "install", "-q", "--python", str(python), "--no-deps", "--no-build-isolation", "-e", str(ROOT)], check=True))


def _jars(name: str, *words: str) -> None:
    pom, folder = ROOT / "infra" / "jars" / "pom.xml", VENVS / name
    _once(folder / "firelake.stamp", pom.read_bytes(), name, lambda: [
        shutil.rmtree(folder, ignore_errors=True),
        subprocess.run(["mvn", "-q", "-B", "-f", str(pom), "dependency:copy-dependencies", f"-DoutputDirectory={folder}", *words],
                       check=True)])


def _once(stamp: Path, content: bytes, name: str, work) -> None:
    wanted = hashlib.sha256(content).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    started = time.monotonic()
    print(f"… {name}", flush=True)
    work()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(wanted)
    print(f"✓ {name}：{time.monotonic() - started:.0f} 秒", flush=True)


if __name__ == "__main__":
    sys.exit(main())
