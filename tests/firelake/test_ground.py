"""Ports, doctor and messages: what a person reads when something is missing."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def firelake(home: Path, *words: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-m", "cli.main", *words], cwd=ROOT, text=True, capture_output=True, check=False,
                          env={**os.environ, "FIRELAKE_HOME": str(home), **environment})


def ports(home: Path, code: str, **environment: str) -> str:
    done = subprocess.run([sys.executable, "-c", f"from firelake import ports; print({code})"], cwd=ROOT, text=True,
                          capture_output=True, check=False, env={**os.environ, "FIRELAKE_HOME": str(home), **environment})
    return (done.stdout or done.stderr).strip().splitlines()[-1]


def test_ports_are_the_first_free_ones_and_stay_as_recorded(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 23400))
        first = ports(tmp_path, "ports.read()", FIRELAKE_PORT_BASE="23400")
    assert first.startswith("{'postgres': 23401, 'connect': 23402")
    assert ports(tmp_path, "ports.read()", FIRELAKE_PORT_BASE="23400") == first


def test_without_a_free_port_one_sentence_says_what_to_set(tmp_path):
    said = ports(tmp_path, "ports.choose()", FIRELAKE_PORT_BASE="65536")
    assert "FIRELAKE_PORT_BASE" in said and "65536" in said


@pytest.mark.parametrize(("lang", "word"), [("zh", "没有找到 Java 17。请安装"), ("en", "Java 17 was not found. Install")])
def test_doctor_says_what_to_install_when_java_is_missing(tmp_path, lang, word):
    done = firelake(tmp_path, "doctor", PATH="/nonexistent", JAVA_HOME="", FIRELAKE_LANG=lang)
    assert done.returncode == 1
    assert word in done.stdout


def test_set_up_without_java_and_maven_is_one_sentence_each():
    done = subprocess.run([sys.executable, "infra/setup.py"], cwd=ROOT, text=True, capture_output=True, check=False,
                          env={"PATH": "/nonexistent"})
    assert done.returncode == 2 and done.stdout == ""
    assert [line[:15] for line in done.stderr.splitlines()] == ["✗ 没有找到 Java 17。", "✗ 没有找到 Maven，无法"]


def test_what_a_person_can_act_on_is_a_sentence_without_traceback(tmp_path):
    done = firelake(tmp_path, "show", "silver.nothing")
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert done.stderr.startswith("✗ 没有匹配的表：silver.nothing。可用：")


def test_logs_of_an_unknown_service_names_the_known_ones(tmp_path):
    done = firelake(tmp_path, "logs", "nothing")
    assert done.returncode == 1 and "没有 nothing 的日志" in done.stderr
