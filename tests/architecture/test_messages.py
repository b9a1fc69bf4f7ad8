"""The one catalogue of sentences: every key that is used exists with the values it needs, every key that exists is used."""

import ast
import string
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("firelake", "expectations", "spark_jobs", "models", "simulator", "services", "cli", "dags", "superset")
CATALOGUE = {key: body for file in sorted((ROOT / "firelake" / "messages").glob("*.yml"))
             for key, body in yaml.safe_load(file.read_text("utf-8")).items()}
SPEAKERS = {"text", "FirelakeError", "Unreadable"}
TREES = {file: ast.parse(file.read_text("utf-8")) for package in PACKAGES for file in (ROOT / package).rglob("*.py")}


def holes(sentence: str) -> set[str]:
    return {name.split(".")[0].split("[")[0] for _, name, _, _ in string.Formatter().parse(sentence) if name}


def spoken() -> list[tuple[str, str, set[str] | None]]:
    """Place, key and the values given with it (None when they are not written out there)."""
    found = []
    for file, tree in TREES.items():
        for node in ast.walk(tree):
            place = f"{file.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in SPEAKERS and node.args:
                given = {k.arg for k in node.keywords}
                found += [(place, key, None if None in given else given) for key in _literals(node.args[0])]
            if isinstance(node, ast.Tuple) and len(node.elts) == 2 and isinstance(node.elts[1], ast.Dict):
                given = {k.value if isinstance(k, ast.Constant) else None for k in node.elts[1].keys}
                found += [(place, key, given) for key in _literals(node.elts[0]) if file.parts[-2] == "spark_jobs"]
    return found


def _literals(node) -> list[str]:
    """Texts an expression may be: one, or either of two."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    return [*_literals(node.body), *_literals(node.orelse)] if isinstance(node, ast.IfExp) else []


def test_what_is_said_is_in_the_catalogue_with_the_values_it_needs():
    wrong = []
    for place, key, given in spoken():
        body = CATALOGUE.get(key)
        if body is None or given is not None and holes(body["zh"]) - given:
            wrong.append((place, key, given))
    assert wrong == []


def test_many_sentences_are_looked_at():
    assert len({key for _, key, _ in spoken()}) > 100


def test_every_sentence_of_the_catalogue_is_said_somewhere():
    texts = {node.value for tree in TREES.values() for node in ast.walk(tree)
             if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    begun = tuple({part.value for tree in TREES.values() for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)
                   for part in node.values[:1] if isinstance(part, ast.Constant) and part.value.endswith("_")}
                  | {node.args[0].value for tree in TREES.values() for node in ast.walk(tree) if isinstance(node, ast.Call)
                     and getattr(node.func, "attr", "") == "startswith" and node.args and isinstance(node.args[0], ast.Constant)
                     and isinstance(node.args[0].value, str) and node.args[0].value.endswith("_")})
    idle = [key for key in CATALOGUE if key not in texts and not key.startswith(begun)]
    assert idle == []


def test_both_languages_have_the_same_holes():
    assert {key: body for key, body in CATALOGUE.items() if set(body) != {"zh", "en"}} == {}
    assert [key for key, body in CATALOGUE.items() if holes(body["zh"]) != holes(body["en"])] == []


def test_chinese_comes_first():
    """A sentence of signs only is the same in every language."""
    words = {key: "".join(text for text, *_ in string.Formatter().parse(body["zh"])) for key, body in CATALOGUE.items()}
    assert [key for key, text in words.items() if any(c.isalpha() for c in text)
            and not any("\u4e00" <= c <= "\u9fff" for c in text)] == []
