"""What typer says of a slip at the keyboard, in the language of the people who type."""

from __future__ import annotations

import re

# How typer words it → the sentence; the parts in brackets are what was typed.
WORDINGS = (
    (r"No such command '(.*?)'(?:\. Did you mean '(.*?)'\??|.*)", "slip_command"),
    (r"No such option: (\S+)(?: \(Possible options: (.*)\))?.*", "slip_option"),
    (r"Got unexpected extra argument\(?s?\)? \((.*)\)", "slip_extra"),
    (r"Missing argument '?(.*?)'?", "slip_argument"),
    (r"Missing option '?(.*?)'?", "slip_needed"),
    (r"Missing command", "slip_no_command"),
    (r"Option '?(.*?)'? requires an argument", "slip_value"),
    (r"Invalid value for '?(.*?)'?: Input should be a valid (?:number|integer).*", "slip_number"),
    (r"Invalid value for '?(.*?)'?: (?:Input should be |.* is not in the range )(.*)", "slip_range"),
    (r"Invalid value for '?(.*?)'?: (.*)", "slip_wrong"),
)
MEANT = ("slip_command", "slip_option")
COMPARED = {"greater than or equal to ": "≥ ", "less than or equal to ": "≤ ", "greater than ": "> ", "less than ": "< "}


def told(said: str) -> str:
    """The sentence without a full stop; typer's own words where it has none of ours."""
    from firelake.messages import text

    said = " ".join(said.split()).rstrip(".?")
    for pattern, key in WORDINGS:
        found = re.fullmatch(pattern, said)
        if found:
            first, second = (*(part or "" for part in found.groups()), "", "")[:2]
            for word, sign in COMPARED.items():
                second = second.replace(word, sign)
            return text(key, typed=first, more=second) + (text("slip_meant", word=second) if key in MEANT and second else "")
    return said
