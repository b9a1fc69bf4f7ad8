"""A slip at the keyboard is answered with one sentence that says what to do, before anything is started or read."""

import socket

import pytest

from cli import main
from firelake.settings import settings

SLIPS = {
    "run --day 2026-02-31": "“2026-02-31”不是日期",
    "audit --day 2026-2-3": "“2026-2-3”不是日期",
    "risk --as-of nope": "“nope”不是日期",
    "deliveries --state helt": "没有匹配的投递状态：helt。可用：accepted、held、rejected、retracted、replaced",
    "deliveries --feed nope.x": "没有匹配的数据源：nope.x。可用：exchange.enterprise、",
    "quarantine --table fire": "没有匹配的表：fire。可用：silver.alarm_call、",
    "checksum silver.nope": "没有匹配的表：silver.nope。可用：silver.alarm_call、",
    "rebuild silver.nope": "没有匹配的表：silver.nope。可用：silver.alarm_call、",
    "audit --table silver.nope": "没有匹配的表：silver.nope。可用：silver.alarm_call、",
    "run --system nope": "没有匹配的系统：nope。可用：",
    "run --area nope": "没有匹配的主题域：nope。可用：",
    "show silver.nope": "没有匹配的表：silver.nope。可用：",
    "up nope": "没有匹配的服务：nope。可用：postgres、lake、airflow、superset",
    "demo --deployment nope": "没有名为“nope”的部署。可用：qinghai、toronto",
    "demo --deployment toronto --data /nonexistent": "找不到 /nonexistent。请核对路径。",
    "land /nonexistent": "找不到 /nonexistent。请核对路径。",
    "dictionary --out /nonexistent/x.md": "读写 /nonexistent/x.md 时出错",
    "simulate --scale 0": "命令写法不对：Invalid value for '--scale'",
    "simulate --rate 7": "命令写法不对：Invalid value for '--rate'",
    "nope": "命令写法不对：No such command 'nope'。用法见 firelake --help",
    "tables --nope": "用法见 firelake tables --help",
}


@pytest.fixture
def firelake(monkeypatch, tmp_path, capsys):
    """firelake("words") → exit code, what stands on the error output. An empty home, no server."""
    monkeypatch.setenv("FIRELAKE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("FIRELAKE_PORT_BASE", "23800")
    monkeypatch.setenv("FIRELAKE_DEPLOYMENT", "qinghai")
    for name in ("FIRELAKE_NAMESPACE", "FIRELAKE_DAY", "FIRELAKE_DATA", "FIRELAKE_LANG"):
        monkeypatch.delenv(name, raising=False)

    def run(words: str) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["firelake", *words.split()])
        settings.cache_clear()
        with pytest.raises(SystemExit) as ended:
            main.main()
        return ended.value.code, capsys.readouterr().err

    yield run
    monkeypatch.undo()
    settings.cache_clear()


@pytest.mark.parametrize("words", SLIPS)
def test_a_slip_is_answered_with_one_sentence(firelake, words):
    code, said = firelake(words)
    assert code in (1, 2)
    assert said.startswith("✗ ") and SLIPS[words] in said
    assert said.count("\n") == 1


def test_a_folder_without_deliveries_says_how_bare_files_are_landed(firelake, tmp_path):
    code, said = firelake(f"land {tmp_path}")
    assert code == 1 and "没有可接收的投递" in said and "--match" in said


def test_a_setting_that_cannot_be_used_is_named_without_its_value(firelake, monkeypatch):
    monkeypatch.setenv("FIRELAKE_PORT_BASE", "abc")
    code, said = firelake("tables")
    assert code == 2 and "FIRELAKE_PORT_BASE" in said and "abc" not in said


@pytest.mark.parametrize("words", ["rank", "checksum", "quarantine", "reconcile"])
def test_without_a_lake_server_the_sentence_comes_at_once(firelake, words):
    code, said = firelake(words)
    assert code == 1 and said.startswith("✗ 连不上湖服务：端口 ") and "firelake up postgres lake" in said


def test_a_server_that_is_being_started_is_waited_for(monkeypatch):
    """The supervisor runs, and somebody opens the door a moment later."""
    from firelake import connect, ports, supervision

    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port, asked = door.getsockname()[1], []

        def answers(_port: int) -> bool:
            asked.append(_port)
            if len(asked) == 2:
                door.listen()
            return real(_port)

        real = ports.answers
        monkeypatch.setattr(ports, "read", lambda: {"connect": port})
        monkeypatch.setattr(ports, "answers", answers)
        monkeypatch.setattr(supervision, "rpc", lambda: object())
        connect.wait()
    assert asked == [port, port]
