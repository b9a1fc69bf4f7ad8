"""What the documents say: their code blocks, links, headings and the paths they name."""

import re
import shlex
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READMES = ("README.md", "README.zh-CN.md")
SHELL = re.compile(r"^ *```sh\n(.*?)^ *```", re.M | re.S)
FENCE = re.compile(r"^ *```.*?^ *```", re.M | re.S)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^(#+) (.+)$", re.M)


def documents() -> list[Path]:
    """Every Markdown file of the project."""
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def commands(text: str) -> list[list[str]]:
    """The command lines of the shell blocks as words, without comments; `<folder>` is one word."""
    lines = [line for block in SHELL.findall(text) for line in block.splitlines()]
    found = (shlex.split(line.replace("<", "'<").replace(">", ">'"), comments=True) for line in lines)
    return [words for words in found if words]


def links(text: str) -> list[str]:
    """Targets of links and pictures."""
    return LINK.findall(FENCE.sub("", text))


def headings(text: str) -> list[str]:
    """The marks of all headings, in order: their number and depth."""
    return [mark for mark, _ in HEADING.findall(FENCE.sub("", text))]


def anchors(text: str) -> set[str]:
    """What a link may put behind `#`."""
    return {re.sub(r"[^\w -]", "", words.lower()).strip().replace(" ", "-") for _, words in HEADING.findall(FENCE.sub("", text))}


def named_paths(text: str) -> list[str]:
    """Words in backticks that are paths of the repository."""
    return re.findall(r"`((?:[\w.*-]+/)+[\w.*-]*)`", FENCE.sub("", text))
