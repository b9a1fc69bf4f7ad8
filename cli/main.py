"""`firelake`: every module of this package that has `register` adds its commands."""

from __future__ import annotations

import errno
import importlib
import pkgutil
import sys
from pathlib import Path

import typer

import cli

REASONS = {errno.ENOENT: "word_missing", errno.EACCES: "word_denied", errno.EROFS: "word_denied", errno.ENOSPC: "word_full"}
NOTED = ("land", "run", "rebuild", "audit", "gold", "risk", "publish", "fetch", "inbox", "bundle", "release", "retract", "admit",
         "dismiss", "trial", "rank", "as-known", "demo")  # they change something or hand something out: an auditor asks by whom
WITHOUT = ("down", "status", "doctor", "logs", "simulate", "demo")  # need no deployment, or name it themselves
UsageError = typer.BadParameter.__base__  # typer names it nowhere else in public


def build() -> typer.Typer:
    """The whole command."""
    app = typer.Typer(pretty_exceptions_enable=False, add_completion=False,
                      help="firelake：消防数据湖仓。数据从投递到大屏，每一步一条命令。")
    app.callback()(_deployment)
    for module in sorted(m.name for m in pkgutil.iter_modules(cli.__path__) if m.name != "main"):
        loaded = importlib.import_module(f"cli.{module}")
        if hasattr(loaded, "register"):
            loaded.register(app)
    return app


def _deployment(context: typer.Context) -> None:
    if context.invoked_subcommand not in WITHOUT:
        from firelake.deployment import declared

        declared()


def main() -> None:
    """Runs it; what a person can act on is one sentence, not a traceback."""
    from firelake import journal
    from firelake.settings import SettingsError, settings

    try:
        if not set(sys.argv[1:2]) & set(NOTED) or "--help" in sys.argv:
            sys.exit(_run())
        with journal.kept(settings().state / "journal", sys.argv[1:]) as code:
            code.append(_run())
        sys.exit(code[0])
    except SettingsError as error:
        typer.echo(f"✗ {error}", err=True)
        sys.exit(2)


def _run() -> int:
    """The exit code; 2 where the words of the command are wrong."""
    from cli.slips import told
    from expectations.parse import ContractError
    from firelake.messages import FirelakeError, text

    try:
        return build()(sys.argv[1:] or ["--help"], prog_name="firelake", standalone_mode=False) or 0
    except UsageError as error:
        command = error.ctx.command_path if error.ctx else "firelake"
        if not error.format_message().strip():  # a group of commands was named alone: its help has been shown
            return 0
        said, code = text("wrong_words", reason=told(error.format_message()), command=command), error.exit_code
    except typer.Abort:
        return 130
    except OSError as error:
        if error.errno not in REASONS or not _named(error.filename):
            raise
        said, code = text("file_trouble", file=error.filename, reason=text(REASONS[error.errno])), 1
    except (FirelakeError, ContractError) as error:
        said, code = error, 1
    typer.echo(f"✗ {said}", err=True)
    return code


def _named(path) -> bool:
    """Whether a person named this path: in the command, or as the home of everything."""
    from firelake.settings import settings

    return isinstance(path, str) and (path in sys.argv or Path(path).is_relative_to(settings().home))


if __name__ == "__main__":
    main()
