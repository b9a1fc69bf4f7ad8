"""`firelake`: every module of this package that has `register` adds its commands."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import typer

import cli

UsageError = typer.BadParameter.__base__  # typer names it nowhere else in public


def build() -> typer.Typer:
    """The whole command."""
    app = typer.Typer(pretty_exceptions_enable=False, add_completion=False,
                      help="firelake：消防数据湖仓。数据从投递到大屏，每一步一条命令。")
    for module in sorted(m.name for m in pkgutil.iter_modules(cli.__path__) if m.name != "main"):
        loaded = importlib.import_module(f"cli.{module}")
        if hasattr(loaded, "register"):
            loaded.register(app)
    return app


def main() -> None:
    """Runs it; what a person can act on is one sentence, not a traceback."""
    from firelake.settings import SettingsError

    try:
        sys.exit(_run())
    except SettingsError as error:
        typer.echo(f"✗ {error}", err=True)
        sys.exit(2)


def _run() -> int:
    """The exit code; 2 where the words of the command are wrong."""
    from expectations.parse import ContractError
    from firelake.messages import FirelakeError, text

    try:
        return build()(sys.argv[1:] or ["--help"], prog_name="firelake", standalone_mode=False) or 0
    except UsageError as error:
        command = error.ctx.command_path if error.ctx else "firelake"
        said, code = text("wrong_words", reason=error.format_message().rstrip("."), command=command), error.exit_code
    except typer.Abort:
        return 130
    except OSError as error:
        if not error.filename:
            raise
        said, code = text("file_trouble", file=error.filename, reason=error.strerror), 1
    except (FirelakeError, ContractError) as error:
        said, code = error, 1
    typer.echo(f"✗ {said}", err=True)
    return code


if __name__ == "__main__":
    main()
