"""`firelake`: every module of this package that has `register` adds its commands."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import typer

import cli


def build() -> typer.Typer:
    """The whole command."""
    app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False,
                      help="firelake：消防数据湖仓。数据从投递到大屏，每一步一条命令。")
    for module in sorted(m.name for m in pkgutil.iter_modules(cli.__path__) if m.name != "main"):
        loaded = importlib.import_module(f"cli.{module}")
        if hasattr(loaded, "register"):
            loaded.register(app)
    return app


def main() -> None:
    """Runs it; what a person can act on is one sentence, not a traceback."""
    from expectations.parse import ContractError
    from firelake.messages import FirelakeError

    try:
        build()()
    except (FirelakeError, ContractError) as error:
        typer.echo(f"✗ {error}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
