"""Reads one YAML file of the contracts and checks it against the grammar; every error names file and key."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from expectations.remembered import remembered


class ContractError(ValueError):
    """A contract file is wrong. Says which file, which key, and what to write instead."""

    def __init__(self, file: Path | str, key: str, sentence: str):
        self.file, self.key = str(file), key
        super().__init__(f"{file}: {key}: {sentence}")


class _Loader(yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader):
    """YAML in which NO, on, 01 and 1:30 stay what the author wrote, and a key may stand once only."""


_PLAIN = (("bool", r"true|false", "tf"), ("int", r"-?(?:0|[1-9][0-9]*)", "-0123456789"),
          ("float", r"-?(?:0|[1-9][0-9]*)\.[0-9]+", "-0123456789"), ("null", r"null|~|", ["n", "~", ""]))
_Loader.yaml_implicit_resolvers = {}
for _kind, _form, _firsts in _PLAIN:
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_kind}", re.compile(f"^(?:{_form})$"), list(_firsts))
_Loader.add_implicit_resolver("tag:yaml.org,2002:merge", re.compile("^(?:<<)$"), ["<"])


def _no_twin_keys(loader, node, deep=False):
    seen = {}
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=deep)
        if key in seen:
            raise yaml.MarkedYAMLError(problem=f"键 {key!r} 写了两次", problem_mark=key_node.start_mark)
        seen[key] = True
    return loader.construct_mapping(node, deep=deep)


def _mapping(loader, node):
    data = {}
    yield data
    data.update(_no_twin_keys(loader, node, deep=True))


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


def read(file: Path) -> dict:
    """The file as a dict. ContractError when it is not YAML or not a mapping."""
    try:
        text = file.read_bytes()
        data = remembered(text, lambda: yaml.load(text.decode("utf-8"), Loader=_Loader))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ContractError(file, "(文件)", f"不是合法的 YAML：{str(error).splitlines()[-1].strip()}；{error}") from error
    if not isinstance(data, dict):
        raise ContractError(file, "(文件)", "应当是“键: 值”的映射")
    return data


_KINDS = {"str": str, "int": int, "number": (int, float), "bool": bool, "list": list, "map": dict}


def check(file: Path, data: dict, grammar: dict, where: str = "", needed: tuple = ()) -> dict:
    """`data` if it keeps the grammar; ContractError with the key's path otherwise."""
    for key in needed:
        if key not in data:
            raise ContractError(file, f"{where}{key}", "缺少这个键")
    for key, value in data.items():
        path = f"{where}{key}"
        if key not in grammar:
            raise ContractError(file, path, f"不认识的键；可用的键：{'、'.join(grammar)}")
        kind = grammar[key][0]
        if kind == "any" or value is None:
            continue
        if kind in _KINDS:
            if not isinstance(value, _KINDS[kind]) or (kind in ("int", "number") and isinstance(value, bool)):
                raise ContractError(file, path, f"应当是 {kind}，写的是 {value!r}")
        elif value not in kind.split("|"):
            raise ContractError(file, path, f"应当是 {kind.replace('|', '、')} 之一，写的是 {value!r}")
    return data
