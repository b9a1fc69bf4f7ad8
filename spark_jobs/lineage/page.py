"""A lineage as one HTML page that needs no network: nodes in columns by their distance, lines between them."""

from __future__ import annotations

from html import escape

from firelake.messages import text
from spark_jobs.lineage.graph import Graph

WIDTH, HEIGHT, GAP, ACROSS = 330, 26, 10, 90
COLOURS = {"feed": "#fff6e5", "silver": "#e8f1fb", "gold": "#fdf3c8", "model": "#f3e8fb"}
STYLE = """body{font:14px/1.5 'Noto Sans CJK SC','Microsoft YaHei',sans-serif;margin:24px;color:#1c2733}text{font-size:12px}
path{fill:none;stroke:#9fb3c8}rect{stroke:#9fb3c8}.here rect{stroke:#b3261e;stroke-width:2}.guessed rect{stroke-dasharray:4 3}"""


def page(graph: Graph, node: str, way: str) -> str:
    """The page of everything that is reached from a node, `up` or `down`."""
    steps = graph.reach(node, way)
    columns: dict[int, list[str]] = {}
    for name, step in sorted(steps.items(), key=lambda item: (item[1], item[0])):
        columns.setdefault(step, []).append(name)
    order = sorted(columns, reverse=way == "up")
    place = {name: (at * (WIDTH + ACROSS) + 10, row * (HEIGHT + GAP) + 10)
             for at, step in enumerate(order) for row, name in enumerate(columns[step])}
    lines = "".join(_line(place[a], place[b]) for b in steps for a in sorted(graph.up.get(b, ())) if a in steps)
    boxes = "".join(_box(name, place[name], name == node, name in graph.guessed) for name in steps)
    width = max(x for x, _ in place.values()) + WIDTH + 10
    height = max(y for _, y in place.values()) + HEIGHT + 10
    title = text("lineage_title", node=node, way=text(f"lineage_{way}"))
    return (f'<!doctype html><html lang="zh"><meta charset="utf-8"><title>{escape(title)}</title><style>{STYLE}</style>'
            f"<h1>{escape(title)}</h1><p>{escape(text('lineage_note'))}</p>"
            f'<svg width="{width}" height="{height}">{lines}{boxes}</svg></html>')


def _line(a: tuple[int, int], b: tuple[int, int]) -> str:
    """From the right of one box to the left of the next."""
    x1, y1, x2, y2 = a[0] + WIDTH, a[1] + HEIGHT // 2, b[0], b[1] + HEIGHT // 2
    middle = (x1 + x2) // 2
    return f'<path d="M{x1} {y1} C{middle} {y1} {middle} {y2} {x2} {y2}"/>'


def _box(name: str, place: tuple[int, int], here: bool, guessed: bool) -> str:
    x, y = place
    kind = "here" if here else "guessed" if guessed else ""
    colour = COLOURS.get(name.split(":")[0].split(".")[0], "#fff")
    return (f'<g class="{kind}"><rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="4" fill="{colour}"/>'
            f'<text x="{x + 8}" y="{y + 17}">{escape(name)}</text></g>')
