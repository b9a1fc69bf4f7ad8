"""What dbt reads of the contracts: sources and shared functions (committed), labels, feeds and map (per deployment)."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import yaml

from spark_jobs.arrivals import last_owed_from, late_after

# Functions of expectations/functions.yml that gold uses; their limits stand nowhere else.
FUNCTIONS = ("fire_grade",)
NOTE = "Derived from the contracts by `firelake gold --derive`; do not edit."
# What every silver table carries besides its declared columns, by its history.
OWN = {"_flags": "string", "_raw": "string", "_feed": "string", "_delivery_id": "string", "_as_of": "timestamp",
       "_row": "bigint", "known_from": "timestamp"}
SEEN = {"_seen_from": "timestamp", "_seen_to": "timestamp"}


def audited_columns(table) -> dict[str, str]:
    """Name → Spark type of every column of `audited.<table>`."""
    declared = {c.name: c.type for c in table.columns.values()}
    return declared | OWN | (SEEN if table.history == "known" else {})


def sources(contracts) -> dict[str, dict[str, dict[str, str]]]:
    """dbt source → table → column → type: what gold may read. The same for every deployment; a model that reads a parked table
    takes the word from its contract first."""
    from spark_jobs import ledger

    ops = {"load": ledger.LOAD, "delivery": ledger.DELIVERY, "gate": ledger.GATE, "score": ledger.SCORE}
    found: dict = {"audited": {}, "model": {}, "ops": ops}
    for table in contracts.tables.values():
        if table.layer == "silver" and not table.is_unread:
            found["audited"][table.short] = audited_columns(table)
        elif table.layer == "model":
            found["model"][table.short] = {c.name: c.type for c in table.columns.values()}
    return found


def sources_yaml(contracts) -> str:
    """Text of dbt/models/sources.yml."""
    listed = [{"name": source, "schema": "{{ env_var('FIRELAKE_NAMESPACE') }}_" + source,
               "tables": [{"name": name, "columns": [{"name": c, "data_type": t} for c, t in columns.items()]}
                          for name, columns in sorted(tables.items())]}
              for source, tables in sources(contracts).items()]
    body = yaml.safe_dump({"version": 2, "sources": listed}, allow_unicode=True, sort_keys=False, width=120)
    one_line = re.sub(r"- name: (\w+)\n +data_type: ([^\n]+)", r"- {name: \1, data_type: '\2'}", body)
    return f"# {NOTE}\n{one_line}"


def functions_sql(contracts) -> str:
    """Text of dbt/macros/contract_functions.sql: shared SQL of the contracts as macros."""
    macros = []
    for name in FUNCTIONS:
        body = contracts.functions[name]
        sql = body["sql"].strip()
        for param in body["params"]:
            sql = sql.replace("{" + param + "}", "({{ " + param + " }})")
        doc = " ".join(body.get("doc", "").split())
        head = f"{{% macro {name}({', '.join(body['params'])}) -%}}"
        macros.append(f"{{# {doc} #}}\n{head}\n({sql})\n{{%- endmacro %}}\n")
    bounds = ",\n".join(f"    '{t.short}': {json.dumps(bounded, separators=(', ', ': '))}" for t in contracts.tables.values()
                        if t.layer == "silver" and not t.is_unread and (bounded := bounded_columns(t)))
    macros.append("{# Columns that have bounds: a value beyond them is kept and flagged in silver. #}\n"
                  f"{{% macro bounded_columns(table) -%}}\n{{{{ return({{\n{bounds}\n}}.get(table, [])) }}}}\n{{%- endmacro %}}\n")
    return f"{{# {NOTE} #}}\n\n" + "\n".join(macros)


def bounded_columns(table) -> list[str]:
    """Columns whose value can lie outside what the contract holds possible: below, above, or later than its delivery."""
    return [c.name for c in table.columns.values() if (c.minimum, c.maximum, c.not_after) != (None, None, None)]


def committed(contracts, dbt: Path) -> dict[Path, str]:
    """File → text of the derived files that are committed."""
    return {dbt / "models" / "sources.yml": sources_yaml(contracts),
            dbt / "macros" / "contract_functions.sql": functions_sql(contracts)}


def write_seeds(contracts, deployment_dir: Path, folder: Path) -> None:
    """Labels, feeds and the map of one deployment as dbt seeds."""
    labels = [(codes.name, code, label) for codes in contracts.codes.values() for code, label in codes.values.items()]
    feeds = [(feed.name, feed.title, table, contracts.tables[table].title, contracts.tables[table].owner,
              late_after(feed), last_owed_from(feed)) for feed in contracts.feeds.values() for table in feed.targets]
    folder.mkdir(parents=True, exist_ok=True)
    _seed(folder / "code_label.csv", ("code_table", "code", "label"), labels)
    _seed(folder / "feed_table.csv",
          ("feed", "feed_title", "table_name", "table_title", "owner", "late_after_days", "last_owed_from"), feeds)
    _seed(folder / "map_ring.csv", ("region_code", "part", "ring"), _rings(deployment_dir / "map.geojson"))


def _rings(file: Path) -> list[tuple[str, int, str]]:
    """Outer rings of a GeoJSON map whose features name their `region_code`; nothing without a map."""
    rows = []
    for feature in json.loads(file.read_text("utf-8"))["features"] if file.is_file() else []:
        shape, code = feature["geometry"], str(feature["properties"]["region_code"])
        polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
        rings = [json.dumps(polygon[0], separators=(",", ":")) for polygon in polygons]
        rows += [(code, part, ring) for part, ring in enumerate(rings, 1)]
    return rows


def _seed(file: Path, header: tuple[str, ...], rows: list[tuple]) -> None:
    with file.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(header)
        writer.writerows(rows)
