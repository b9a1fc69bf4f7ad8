"""Damage to one cell. Each function takes the cell's text, its column and a random source; None = not possible here."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from simulator.injector import labels
from simulator.injector.shapes import Column

EMPTY = ""
TIMES, NUMBERS = {"date", "datetime"}, {"number"}
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
MUST_STAND = re.compile(r"检查时间|发现时间|起火时间|(单位|主体|企业|机构|消防站|区划)名称"
                        r"|是否工作日|层级|火灾编号|检查编号"
                        r"|(checked|found|fire)_?at|^(region|org|station|enterprise)_?name", re.IGNORECASE)
BELOW_ZERO = re.compile(r"温度|气温|层|temp|floor", re.IGNORECASE)
BOUNDED = re.compile(r"人数|数$|数量|层|高度|面积|年龄|次数|风速|湿度|降水|套|户"
                     r"|count|floor|height|age|wind|humid|precip", re.IGNORECASE)


@dataclass(frozen=True)
class CellKind:
    """`shapes` it wants; `change` gives the new text, "" for an empty cell.

    A key is damaged only so that it is seen to be broken: a wrong key that looks right is another thing, not a defect.
    """

    name: str
    shapes: frozenset[str]
    change: Callable[[str, Column, Random], str | None]
    keys: str = "never"

    def offers(self, column: Column) -> bool:
        fits = {"never": not column.key, "any": True, "only": column.key, "not first": not column.first}[self.keys]
        return fits and column.shape in self.shapes


def _check_digit(value: str, column: Column, rng: Random) -> str:
    return value[:-1] + rng.choice([c for c in ALPHABET if c != value[-1]])


def _old_region(value, column, rng):
    return labels.OLD_REGION.get(value)


def _region_name(value, column, rng):
    return labels.REGION_NAME.get(value)


def _unknown_code(value, column, rng):
    return f"63{rng.randint(90, 98)}{rng.randint(10, 99)}" if column.shape == "region" else f"?{rng.randint(10, 99)}"


def _label(value, column, rng):
    return labels.label(column.header, value)


def _parts(value: str) -> tuple[str, str, str, str] | None:
    """Year, month, day, rest of a date text in any of the usual forms."""
    found = re.fullmatch(r"(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(.*)", value)
    return found.groups() if found else None


def _chinese_date(value, column, rng):
    year, month, day, rest = _parts(value)
    return f"{year}年{month}月{day}日{rest.replace('T', ' ')}"


def _slashes(value, column, rng):
    year, month, day, rest = _parts(value)
    return None if value[4] == "/" else f"{year}/{month}/{day}{rest.replace('T', ' ')}"


def _future(value, column, rng):
    return _in_year(value, f"20{rng.randint(60, 99)}")


def _year_1900(value, column, rng):
    return _in_year(value, "1900")


def _in_year(value: str, year: str) -> str | None:
    """The same day of another year. The 29 February is none of most years: that would be another defect."""
    parts = _parts(value)
    return None if not parts or parts[1:3] == ("02", "29") else f"{year}{value[4:]}"


def _impossible(value, column, rng):
    year, _, _, rest = _parts(value)
    between = "" if value[4].isdigit() else value[4]
    return f"{year}{between}02{between}30{rest}"


def _full_width(value, column, rng):
    return "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in value)


def _thousands(value, column, rng):
    whole, dot, rest = value.partition(".")
    return f"{int(whole):,}{dot}{rest}" if len(whole.lstrip("-")) > 3 else None


def _blanks(value, column, rng):
    return rng.choice((" {} ", "{} ", "\u3000{}", "  {}\u3000")).format(value)


def _decimal_comma(value, column, rng):
    whole, dot, rest = value.partition(".")
    return f"{whole},{rest}" if dot and len(rest) != 3 else None


def _negative(value, column, rng):
    return None if BELOW_ZERO.search(column.header) or float(value) <= 0 else f"-{value}"


def _out_of_range(value, column, rng):
    return str(rng.randint(900_000_000, 999_999_999)) if BOUNDED.search(column.header) else None


def _words(value, column, rng):
    return rng.choice(("约{}", "{}左右", "不详", "{}余")).format(value)


def _null_key(value, column, rng):
    return EMPTY


def _null_required(value, column, rng):
    return EMPTY if column.full and MUST_STAND.search(column.header) else None


def _out_of_box(value, column, rng):
    return as_typed(rng.uniform(0, 60) if column.shape == "longitude" else rng.uniform(45, 80), 6)


def as_typed(number: float, digits: int) -> str:
    """The number as a cell shows it: no zeros at the end."""
    return f"{number:.{digits}f}".rstrip("0").rstrip(".")


ANY = frozenset(("credit_code", "region", "phone", "datetime", "date", "longitude", "latitude", "truth", "code",
                 "number", "identifier", "text"))


def _kind(name: str, shapes: set[str] | frozenset[str], change, keys: str = "never") -> CellKind:
    return CellKind(name, frozenset(shapes), change, keys)


CELL_KINDS = {k.name: k for k in (
    _kind("wrong_check_digit", {"credit_code"}, _check_digit, "any"),
    _kind("old_region_code", {"region"}, _old_region),
    _kind("region_name", {"region"}, _region_name),
    _kind("unknown_code", {"region", "code"}, _unknown_code),
    _kind("label_for_code", {"code"}, _label),
    _kind("chinese_date", TIMES, _chinese_date, "any"),
    _kind("date_with_slashes", TIMES, _slashes, "any"),
    _kind("date_in_future", TIMES, _future, "not first"),
    _kind("year_1900", TIMES, _year_1900),
    _kind("impossible_date", TIMES, _impossible, "any"),
    _kind("full_width_digits", NUMBERS, _full_width),
    _kind("thousands_separator", NUMBERS, _thousands),
    _kind("stray_blanks", ANY, _blanks, "any"),
    _kind("decimal_comma", NUMBERS, _decimal_comma),
    _kind("negative_number", NUMBERS, _negative),
    _kind("out_of_range", NUMBERS, _out_of_range),
    _kind("text_in_number", NUMBERS, _words),
    _kind("null_key", ANY, _null_key, "only"),
    _kind("null_required", ANY, _null_required),
    _kind("out_of_box", {"longitude", "latitude"}, _out_of_box),
)}
