"""The published rows against the counted ones, cell by cell."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal

import pandas as pd
import psycopg
from psycopg import sql

DIGITS = 1e-9


def published(uri: str) -> dict[str, pd.DataFrame]:
    """Mart → rows of schema `wall`; instants UTC without zone."""
    marts = {}
    with psycopg.connect(uri, options="-c timezone=UTC") as connection:
        names = connection.execute("select table_name from information_schema.tables where table_schema = 'wall'").fetchall()
        for (name,) in names:
            cursor = connection.execute(sql.SQL("select * from wall.{}").format(sql.Identifier(name)))
            marts[name] = pd.DataFrame(cursor.fetchall(), columns=[c.name for c in cursor.description], dtype=object)
    return marts


def differences(counted: pd.DataFrame, shown: pd.DataFrame, key: list[str]) -> list[str]:
    """One sentence per cell, missing row and surplus row. All columns that were counted are compared."""
    wanted, found = _by_key(counted, key), _by_key(shown, key)
    told = [f"{_name(key, k)}: counted, not on the wall" for k in wanted if k not in found]
    told += [f"{_name(key, k)}: on the wall, not counted" for k in found if k not in wanted]
    told += [f"{_name(key, k)}: {len(rows)} rows on the wall" for k, rows in found.items() if len(rows) > 1]
    told += [f"{_name(key, k)}: {len(rows)} rows counted" for k, rows in wanted.items() if len(rows) > 1]
    for k in (k for k in wanted if k in found):
        for name in (c for c in counted if c not in key):
            want, have = plain(wanted[k][0][name]), plain(found[k][0][name])
            if not _same(want, have):
                told.append(f"{_name(key, k)}: {name} shows {have!r}, counted {want!r}")
    return told


def plain(cell):
    """None, bool, number, text, date or instant, whatever library it came from."""
    if cell is None or cell is pd.NaT or (isinstance(cell, float) and math.isnan(cell)):
        return None
    if isinstance(cell, pd.Timestamp):
        cell = cell.to_pydatetime()
    if isinstance(cell, dt.datetime):
        return cell.astimezone(dt.UTC).replace(tzinfo=None) if cell.tzinfo else cell
    return cell.item() if hasattr(cell, "item") else cell


def _same(a, b) -> bool:
    if isinstance(a, (float, Decimal)) or isinstance(b, (float, Decimal)):
        if a is None or b is None:
            return a is b
        if isinstance(a, float) or isinstance(b, float):
            return math.isclose(float(a), float(b), rel_tol=DIGITS, abs_tol=DIGITS)
    return type(a) is type(b) and a == b if isinstance(a, (bool, str)) or isinstance(b, (bool, str)) else a == b


def _by_key(rows: pd.DataFrame, key: list[str]) -> dict[tuple, list[dict]]:
    found: dict[tuple, list[dict]] = {}
    for row in rows.to_dict("records"):
        found.setdefault(tuple(plain(row[k]) for k in key), []).append(row)
    return found


def _name(key: list[str], values: tuple) -> str:
    return ", ".join(f"{k}={v}" for k, v in zip(key, values))
