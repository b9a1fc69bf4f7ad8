"""Every command is noted with who ran it, or is known to change and hand out nothing."""

import typer.main

from cli.main import NOTED, build

READING = {"up", "down", "status", "doctor", "logs", "tables", "show", "feeds", "deliveries", "quarantine", "checksum", "reconcile",
           "arrivals", "checks", "lineage", "dictionary", "standard", "evaluate", "feed", "check-answers", "simulate"}


def test_every_command_is_noted_or_only_reads():
    commands = set(typer.main.get_command(build()).commands)
    assert commands == READING | set(NOTED) and not READING & set(NOTED)
