"""SQL written short in superset/charts/datasets.yml, made whole: escaped text, cards of facts, addresses, settings."""

from __future__ import annotations

import re

_MADE = re.compile(r"\{made:(\w+)\}")
_SHORT = re.compile(r"\{(esc|cell|facts|page):([\w,]+)\}")


def expand(text: str, titles: dict[str, tuple[str, str]], settings: dict[str, str], made: dict[str, str] | None = None) -> str:
    """The SQL of one expression over a mart whose columns are `titles` (name → type, title); `made` are expressions it
    may take in, and they one another. KeyError: unknown column or expression."""
    while found := _MADE.search(text):
        text = text.replace(found[0], (made or {})[found[1]])
    for name, value in settings.items():
        text = text.replace("{" + name + "}", value)

    def whole(match: re.Match) -> str:
        kind, names = match[1], match[2].split(",")
        board, *names = names if kind == "page" else ["", *names]
        unknown = [n for n in names if n not in titles]
        if unknown:
            raise KeyError(f"no column {unknown[0]!r}")
        if kind == "facts":
            return _facts(names, titles, settings["zone"])
        return _page(board, *names) if kind == "page" else {"esc": _escaped, "cell": _cell}[kind](names[0])

    return " ".join(_SHORT.sub(whole, text).split())


def short(title: str) -> str:
    """A column's title without its explanation."""
    return re.split("[；，]", title)[0]


def _escaped(value: str) -> str:
    """Text that stays text inside HTML: names of units come from outside."""
    for sign, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        value = f"replace({value}, '{sign}', '{name}')"
    return value


def _page(board: str, column: str, *places: str) -> str:
    """Address of the dashboard with its filters set: the one of the dashboard's name to the value of the column, and those of
    `places`, prefecture and county, to the row's own, each where the row has one of its own."""
    parts = [_filtered(board, column)]
    if places:
        prefecture, county = places
        for name, place, own in (("prefecture", prefecture, f"{prefecture} is not null"),
                                 ("county", county, f"{prefecture} is not null and {county} <> {prefecture}")):
            parts.append(f"case when {own} then ',' || {_filtered(name, place)} else '' end")
    return f"'/superset/dashboard/{board}/?native_filters=(' || {' || '.join(parts)} || ')'"


def _filtered(name: str, column: str) -> str:
    """One native filter of a dashboard, set to the value of a column, in the words of an address (Rison)."""
    value, key = f"%27' || {_linked(column)} || '%27", f"NATIVE_FILTER-{name}"
    return (f"'{key}:(__cache:(label:{value},value:!({value})),extraFormData:(filters:!((col:{column},op:IN,val:!({value})))),"
            f"filterState:(label:{value},value:!({value})),id:{key},ownState:())'")


def _linked(value: str) -> str:
    """Text inside a quoted word of a page's address: `!` is the quote's own escape, the rest are those of an address."""
    for sign, name in (("%", "%25"), ("!", "!!"), ("''", "!%27"), (" ", "%20"), ("#", "%23"), ("&", "%26"), ("+", "%2B"),
                       ("<", "%3C"), (">", "%3E"), ('"', "%22"), ("\\", "%5C")):
        value = f"replace({value}, '{sign}', '{name}')"
    return value


def _cell(column: str) -> str:
    """A table takes a cell that looks like HTML for HTML and any other for text."""
    return f"case when {column} ~ '[<>]' then '<span>' || {_escaped(column)} || '</span>' else {column} end"


def _facts(names: list[str], titles: dict[str, tuple[str, str]], zone: str) -> str:
    parts = [f"'<div><span>{short(titles[n][1])}</span><b>' || coalesce({_shown(n, titles[n][0], zone)}, '—') || '</b></div>'"
             for n in names]
    return "'<div class=\"fl-facts\">' || " + " || ".join(parts) + " || '</div>'"


def _shown(name: str, kind: str, zone: str) -> str:
    if kind == "boolean":
        return f"case when {name} then '是' when not {name} then '否' end"
    if kind == "timestamp":
        return f"to_char({name} at time zone '{zone}', 'YYYY-MM-DD HH24:MI')"
    if kind == "double":
        return f"rtrim(to_char({name}, 'FM999,999,990.99'), '.')"
    return f"nullif({_escaped(name)}, '')" if kind == "string" else f"{name}::text"
