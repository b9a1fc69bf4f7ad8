"""A slip at the keyboard is answered with one sentence that says what to do, before anything is started or read."""

import socket
import xmlrpc.client
from pathlib import Path

import pytest

from cli import main
from firelake import connect, ports, supervision
from firelake.settings import settings

SLIPS = {
    "run --day 2026-02-31": "“2026-02-31”不是日期",
    "audit --day 2026-2-3": "“2026-2-3”不是日期",
    "risk --as-of nope": "“nope”不是日期",
    "deliveries --state helt": "没有匹配的投递状态：helt。可用：accepted、held、rejected、retracted、replaced",
    "deliveries --feed nope.x": "没有匹配的数据源：nope.x。可用：command.dispatch、",
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
    "dictionary --out /nonexistent/x.md": "读写 /nonexistent/x.md 时出错：没有这个文件或目录。",
    "simulate --scale 0": "✗ 命令写法不对：--scale 的值超出允许的范围：≥ 0.001。用法见 firelake simulate --help。\n",
    "simulate --rate 7": "✗ 命令写法不对：--rate 的值超出允许的范围：≤ 1。用法见 firelake simulate --help。\n",
    "simulate --scale many": "✗ 命令写法不对：--scale 要写数字。用法见 firelake simulate --help。\n",
    "rank --top 1.5": "✗ 命令写法不对：--top 要写数字。用法见 firelake rank --help。\n",
    "simulate --scale": "✗ 命令写法不对：选项 --scale 后面要写一个值。用法见 firelake --help。\n",
    "land": "✗ 命令写法不对：缺少参数 source。用法见 firelake land --help。\n",
    "feed draft x.csv": "✗ 命令写法不对：缺少选项 --name。用法见 firelake feed draft --help。\n",
    "tables x": "✗ 命令写法不对：多写了 x。用法见 firelake tables --help。\n",
    "nope": "✗ 命令写法不对：没有命令“nope”。用法见 firelake --help。\n",
    "feed chek": "✗ 命令写法不对：没有命令“chek”，是不是 check。用法见 firelake feed --help。\n",
    "tables --nope": "✗ 命令写法不对：没有选项 --nope。用法见 firelake tables --help。\n",
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


@pytest.mark.parametrize("words", ["tables", "rank", "up", "risk", "publish"])
def test_a_deployment_that_is_not_there_stops_every_command(firelake, monkeypatch, words):
    monkeypatch.setenv("FIRELAKE_DEPLOYMENT", "nope")
    assert firelake(words) == (1, "✗ 没有名为“nope”的部署。可用：qinghai、toronto，或写一个部署目录的绝对路径（FIRELAKE_DEPLOYMENT）。\n")


@pytest.mark.parametrize("words", ["tables", "publish", "evaluate"])
def test_a_deployment_file_that_is_no_yaml_is_named(firelake, monkeypatch, tmp_path, words):
    (tmp_path / "deployment.yml").write_text("zone: [", "utf-8")
    monkeypatch.setenv("FIRELAKE_DEPLOYMENT", str(tmp_path))
    code, said = firelake(words)
    assert code == 1 and said.startswith("✗ ") and "deployment.yml" in said and "不是合法的 YAML" in said


def test_an_empty_folder_is_no_mistake(firelake, tmp_path):
    (tmp_path / "inbox").mkdir()
    assert firelake(f"land {tmp_path / 'inbox'}") == (0, "")


def test_a_missing_file_of_our_own_keeps_its_traceback(firelake, monkeypatch):
    monkeypatch.setattr("cli.main.build", lambda: lambda *words, **named: Path("/nonexistent/of-ours").read_text())
    with pytest.raises(FileNotFoundError):
        firelake("tables")


@pytest.mark.parametrize("value", ["abc", "-5", "99999"])
def test_a_setting_that_cannot_be_used_is_named_without_its_value(firelake, monkeypatch, value):
    monkeypatch.setenv("FIRELAKE_PORT_BASE", value)
    code, said = firelake("tables")
    assert code == 2 and "FIRELAKE_PORT_BASE" in said and value not in said


@pytest.mark.parametrize("words", ["rank", "checksum", "quarantine", "reconcile"])
def test_without_a_lake_server_the_sentence_comes_at_once(firelake, monkeypatch, words):
    monkeypatch.setattr(connect.time, "sleep", lambda seconds: pytest.fail("it waits"))
    code, said = firelake(words)
    assert code == 1 and said.startswith("✗ 连不上湖服务：端口 ") and "firelake up postgres lake" in said


@pytest.mark.parametrize(("state", "waits"), [("RUNNING", True), ("STARTING", True), ("BACKOFF", True), ("FATAL", False),
                                              ("STOPPED", False), (None, False)])
def test_only_a_server_that_comes_again_is_waited_for(monkeypatch, state, waits):
    """What the supervisor says of the lake server; None: it does not know it, as after `firelake up postgres`."""

    class Supervisor:
        def getProcessInfo(self, name):
            if state is None:
                raise xmlrpc.client.Fault(10, "BAD_NAME")
            return {"statename": state}

    monkeypatch.setattr(supervision, "rpc", Supervisor)
    assert supervision.tends("lake") is waits


def test_a_server_that_is_being_started_is_waited_for(monkeypatch):
    """The supervisor starts it, and the door opens a moment later."""
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
        monkeypatch.setattr(supervision, "tends", lambda name: name == "lake")
        connect.wait()
    assert asked == [port, port]
