"""What the documents tell people to type exists, and what they point at is there."""

import re

import pytest
import typer
from typer.main import get_command

from cli.main import build
from tests.docs.reading import READMES, ROOT, anchors, commands, documents, headings, links, named_paths

# What takes minutes is run there, not here: command → file, and how the file says it.
RUN_ELSEWHERE = {"make demo": ("tests/browser/test_demo.py", r'made.run\("make", "demo"\)'),
                 "make test": (".ci/run", r'^exec make .*\btest$')}
MADE_ON_THE_WAY = re.compile(r"^\.(firelake|venvs)(/|$)")
PLACEHOLDER = re.compile(r"<[^>]+>|[*]")
DOCUMENTS = documents()
IDS = [str(d.relative_to(ROOT)) for d in DOCUMENTS]


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


@pytest.fixture(scope="module")
def firelake():
    """The real command as click sees it."""
    return get_command(build())


@pytest.fixture(scope="module")
def targets() -> set[str]:
    """Targets of the Makefile."""
    return set(re.findall(r"^([a-z-]+):", read("Makefile"), re.M))


def parse(program, words: list[str]) -> None:
    """Parses a command line as if it were run, down to its options, without running it."""
    asked = "--help" in words
    context = program.make_context("firelake", list(words), resilient_parsing=asked)
    words = [*context._protected_args, *context.args]
    if asked or not words and getattr(program, "invoke_without_command", False):
        return
    name, command, rest = program.resolve_command(context, words)
    if hasattr(command, "resolve_command"):
        parse(command, rest)
    else:
        assert command.make_context(name, list(rest), parent=context).command is command


def check(program, targets: set[str], words: list[str]) -> None:
    """One line of a document. AssertionError or a click error when nobody could type it."""
    while words and re.fullmatch(r"FIRELAKE_[A-Z_]+=\S+", words[0]):
        words = words[1:]
    first, rest = words[0], words[1:]
    if first == "make":
        named = [w for w in rest if "=" not in w]
        assert set(named) <= targets, named
    elif first == "firelake":
        # `<folder>/x` stands for something that is there.
        parse(program, ["README.md" if PLACEHOLDER.match(word) and "/" in word else word for word in rest])
    elif first == "export":
        assert rest and all("=" in w for w in rest), words
    elif first == "git":
        assert rest[0] in ("clone", "add", "commit"), words
    elif first in ("cp", "mkdir", "curl"):
        assert rest, words
    else:
        assert (ROOT / first).is_file(), f"{first} is no program these documents may name"


@pytest.mark.parametrize("document", DOCUMENTS, ids=IDS)
def test_every_command_can_be_typed(document, firelake, targets, monkeypatch):
    monkeypatch.chdir(ROOT)
    for words in commands(document.read_text("utf-8")):
        try:
            check(firelake, targets, words)
        except (typer.BadParameter, AssertionError) as error:
            pytest.fail(f"{' '.join(words)}: {error}")
        except Exception as error:
            pytest.fail(f"{' '.join(words)}: {getattr(error, 'message', error)}")


@pytest.mark.parametrize("line", [["make", "demos"], ["firelake", "rank", "--county", "630102", "--tops", "3"],
                                  ["firelake", "frob"], ["firelake", "rank", "--top", "many"], ["frob"]],
                         ids=" ".join)
def test_a_command_nobody_can_type_is_found(line, firelake, targets):
    with pytest.raises(Exception):  # noqa: B017 click's errors and assertions have no common ancestor
        check(firelake, targets, line)


def test_the_two_commands_are_run_by_tests():
    for readme in READMES:
        said = {" ".join(words) for words in commands(read(readme))}
        assert set(RUN_ELSEWHERE) <= said, readme
    for command, (file, how) in RUN_ELSEWHERE.items():
        assert re.search(how, read(file), re.M), f"{file} does not run `{command}`"


def test_both_languages_have_the_same_structure_and_commands():
    english, chinese = map(read, READMES)
    assert headings(english) == headings(chinese)
    assert commands(english) == commands(chinese)
    assert sorted(map(_language_free, links(english))) == sorted(map(_language_free, links(chinese)))
    assert sorted(named_paths(english)) == sorted(named_paths(chinese))


def _language_free(link: str) -> str:
    return link.replace("README.zh-CN.md", "README.md")


@pytest.mark.parametrize("document", DOCUMENTS, ids=IDS)
def test_every_link_leads_somewhere(document):
    for link in links(document.read_text("utf-8")):
        if re.match(r"https?://", link):
            continue
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        assert target.exists(), f"{document.name} links to {link}"
        if anchor:
            assert anchor in anchors(target.read_text("utf-8")), f"{document.name} links to {link}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=IDS)
def test_every_path_named_is_there(document):
    for path in named_paths(document.read_text("utf-8")):
        if not MADE_ON_THE_WAY.match(path) and not PLACEHOLDER.search(path):
            assert (ROOT / path).exists(), f"{document.name} names {path}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=IDS)
def test_no_machine_and_no_registry_is_named(document):
    text = document.read_text("utf-8")
    assert not re.search(r"(?<![\w.])/(home|root|work|tmp|Users)/", text)
    assert not re.search(r"https?://[^ )]*(pypi|pythonhosted|maven|npmjs|golang|debian|mirror)", text)


def test_the_example_of_settings_names_every_setting():
    from firelake.settings import Settings

    said = set(re.findall(r"^#? ?FIRELAKE_([A-Z0-9_]+)=", read(".env.example"), re.M))
    assert said == {name.upper() for name in Settings.model_fields} - {"ROOT"}


def test_the_example_of_settings_shows_the_defaults(monkeypatch):
    from firelake.settings import Settings

    for name in Settings.model_fields:
        monkeypatch.delenv(f"FIRELAKE_{name.upper()}", raising=False)
    assert Settings(_env_file=ROOT / ".env.example") == Settings(_env_file=None)


def test_the_licence_is_whole():
    text = read("LICENSE")
    assert "Version 2.0, January 2004" in text and "END OF TERMS AND CONDITIONS" in text
