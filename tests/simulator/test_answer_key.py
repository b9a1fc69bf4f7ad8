"""The key names everything the injector did: undo it and the clean deliveries lie there again, nothing else differs."""

import ast
import hashlib
import shutil
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path
from random import Random

import pytest

import simulator.injector
from simulator.injector import KINDS, foreign, inject
from simulator.injector.contradictions import CONTRADICTIONS
from simulator.injector.delivery import Delivery, all_deliveries
from simulator.injector.kinds import ARRIVALS, HARMLESS, REJECTED
from simulator.injector.sheet import parse

REPLACED = (*REJECTED, "tenth_of_rows")
REVISED = ("every_key_doubled", "corrected")


@pytest.fixture(scope="module")
def pairs(clean, damaged):
    """(clean delivery, the folder its content lies in now) for every clean delivery, and the folders left over."""
    root, key = damaged
    kinds = defaultdict(set)
    for entry in key:
        if entry["row"] is None:
            kinds[entry["delivery"]].add(entry["kind"])
    there = {d.name: d for items in all_deliveries(root).values() for d in items}
    found, used = [], set()
    for items in all_deliveries(clean / "deliveries").values():
        for at, item in enumerate(items):
            after = items[at + 1].stamp if at + 1 < len(items) else None
            name = _where(item, after, kinds)
            found.append((item, there[name]))
            used.add(name)
    return found, {name: there[name] for name in set(there) - used}


def _where(item: Delivery, after: str | None, kinds: dict) -> str:
    if "late" in kinds.get(f"{item.feed}/{after}.late", ()):
        return f"{item.feed}/{after}.late"
    if kinds[item.name] & set(REPLACED):
        return f"{item.name}.2"
    return f"{item.feed}/{after}.rev" if kinds[item.name] & set(REVISED) else item.name


def test_every_kind_of_the_catalogue_is_used(damaged):
    """Contradictions need rows of their own sort, of which a province this small has some."""
    used = {entry["kind"] for entry in damaged[1]}
    assert used >= set(KINDS) - set(CONTRADICTIONS)
    assert len(used & set(CONTRADICTIONS)) > 0.6 * len(CONTRADICTIONS)


def test_no_row_is_hit_twice_and_hashes_are_those_of_the_delivered_files(damaged):
    root, key = damaged
    assert max(Counter((e["delivery"], e["row"]) for e in key if e["row"]).values()) == 1
    for entry in key:
        assert entry["sha256"] == hashlib.sha256((root / entry["delivery"] / entry["file"]).read_bytes()).hexdigest()


def test_cells_differ_where_the_key_says_and_nowhere_else(pairs, damaged):
    by_delivery = defaultdict(list)
    for entry in damaged[1]:
        by_delivery[entry["delivery"]].append(entry)
    corrected = defaultdict(list)
    for entry in damaged[1]:
        if "corrected_in" in entry:
            corrected[entry["corrected_in"]].append(entry["key"])
    for before, now in pairs[0]:
        told = by_delivery[now.name]
        header, rows = _cells(before)
        seen, damaged_rows = _cells(now)
        assert set(header) <= set(seen), now.name
        at = [seen.index(h) for h in header]
        damaged_rows = [[row[i] for i in at] for row in damaged_rows]
        changed = {(i, h): (a, b) for i, (old, new) in enumerate(zip(rows, damaged_rows), 1)
                   for h, a, b in zip(header, old, new) if a != b}
        assert changed == _told(told, header), now.name
        twins = {e["twin"]: list(e["key"].values()) for e in told if e["twin"]}
        again = [list(row.values()) for row in corrected[now.name]]
        added = damaged_rows[len(rows):]
        assert sorted(added, key=str) == sorted([*again, *twins.values()], key=str), now.name
        assert all(damaged_rows[number - 1] == row for number, row in twins.items()), now.name
        assert now.manifest()["rows"] == len(damaged_rows)
        assert now.manifest()["as_of"] == before.manifest()["as_of"]


def _told(entries, header) -> dict:
    cells = {}
    for entry in entries:
        for part in (entry, *entry.get("also", ())):
            # What stands around a value in XML is no part of it, for any reader.
            new = part["new"].strip() if part["new"] and entry["file"].endswith(".xml") else part["new"]
            if entry["row"] and part["column"] and new != part["old"]:
                cells[entry["row"], _plain(part["column"])] = (part["old"], new)
    return cells


def _cells(item: Delivery) -> tuple[list[str], list[list[str | None]]]:
    sheet = parse(*next(iter(item.files().items())))
    return [_plain(h) for h in sheet.header], sheet.rows


def _plain(header: str) -> str:
    return "".join(unicodedata.normalize("NFKC", header).split())


def test_other_folders_are_those_the_key_names(pairs, damaged):
    named = {e["delivery"] for e in damaged[1] if e["kind"] in (*REPLACED, *REVISED, "repeated")}
    assert set(pairs[1]) == named


def test_a_repeated_delivery_is_the_same_bytes_under_another_name(damaged):
    root, key = damaged
    repeated = [entry for entry in key if entry["kind"] == "repeated"]
    assert repeated
    for entry in repeated:
        item = Delivery(root, *entry["delivery"].split("/"))
        same = [d for d in all_deliveries(root)[item.feed] if d.name != item.name
                and list(d.files().values()) == list(item.files().values())]
        assert len(same) == 1 and list(same[0].files()) != list(item.files())


def test_whole_file_kinds_name_no_row_and_the_others_do(damaged):
    whole = {*REJECTED, *HARMLESS, *ARRIVALS}
    assert all((entry["row"] is None) == (entry["kind"] in whole) for entry in damaged[1])


def test_small_deliveries_are_hit_in_few_rows(damaged):
    root, key = damaged
    rows = {d.name: d.manifest()["rows"] for items in all_deliveries(root).values() for d in items}
    for name, count in Counter(e["delivery"] for e in key if e["row"]).items():
        assert count <= 1 + max(4, 0.05 * rows[name]), name


def test_the_injector_knows_neither_contracts_nor_the_province():
    for file in Path(simulator.injector.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            ours = [n for n in names if n.split(".")[0] in ("expectations", "spark_jobs", "models", "firelake", "simulator")]
            assert all(n.startswith("simulator.injector") for n in ours), (file.name, ours)


def test_damage_that_an_outside_injector_overwrites_leaves_the_key_and_moved_damage_is_found(clean, tmp_path):
    hit: dict[str, list[str]] = {}

    def outside(files, rng):
        csv = [path for path in sorted(files) if path.startswith("supervision.building/")]
        hit["page"], hit["shifted"] = csv[:1], csv[1:2]
        head, *lines = files[csv[1]].split(b"\r\n")
        shifted = b"\r\n".join([head, lines[0].replace(b"B", b"BX", 1), *lines])
        entries = [{"delivery": csv[0], "row": None, "column": None, "kind": "page", "end": "rejected"},
                   {"delivery": csv[1], "row": 1, "column": None, "kind": "invented", "end": "counted"}]
        return files | {csv[0]: b"<html></html>", csv[1]: shifted}, entries

    root = tmp_path / "deliveries"
    shutil.copytree(clean / "deliveries", root)
    key = inject(root, Random(8), kinds=["text_in_number", "exact_duplicate"], rate=0.05, outside=[outside])
    page, shifted = (hit[name][0].rpartition("/")[0] for name in ("page", "shifted"))
    assert [entry["kind"] for entry in key if entry["delivery"] == page] == ["page"]
    there = [entry for entry in key if entry["delivery"] == shifted and entry["kind"] != "invented"]
    sheet = parse(*next(iter(Delivery(root, *shifted.split("/")).files().items())))
    assert there and {entry["kind"] for entry in there} == {"text_in_number", "exact_duplicate"}
    for entry in there:
        cells = {entry["column"]: entry["new"]} if entry["column"] else {}
        assert sheet.rows[entry["row"] - 1] == list((entry["key"] | cells).values())
        assert entry["twin"] is None or sheet.rows[entry["twin"] - 1] == list(entry["key"].values())
    assert Delivery(root, *shifted.split("/")).manifest()["rows"] == len(sheet.rows)


def test_an_outside_injector_may_remove_and_repeat_deliveries(clean, tmp_path):
    def outside(files, rng):
        first, second = sorted(path for path in files if path.startswith("iot.alarm_device/"))[:2]
        again = second.replace("iot.alarm_device/", "iot.alarm_device/again-")
        entry = {"delivery": again, "row": None, "column": None, "kind": "twice", "end": "collapsed"}
        return {path: data for path, data in files.items() if path != first} | {again: files[second]}, [entry]

    root = tmp_path / "deliveries"
    shutil.copytree(clean / "deliveries", root)
    [entry] = inject(root, Random(8), kinds=(), outside=[outside])
    feed = entry["delivery"].split("/")[0]
    stamps = [item.stamp for item in all_deliveries(root)[feed]]
    assert "2024-07" not in stamps and "again-2024-08" in stamps
    again, once = (Delivery(root, feed, stamp) for stamp in ("again-2024-08", "2024-08"))
    assert again.manifest() == once.manifest() and again.files() == once.files()


def test_an_entry_for_a_delivery_that_is_not_there_is_refused(clean, tmp_path):
    root = tmp_path / "deliveries"
    shutil.copytree(clean / "deliveries", root)
    with pytest.raises(foreign.UnknownDelivery, match="no.feed/x"):
        inject(root, Random(1), kinds=(), outside=[lambda files, rng: (files, [{"delivery": "no.feed/x", "kind": "y"}])])
