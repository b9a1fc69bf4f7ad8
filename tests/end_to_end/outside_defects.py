"""An injector from outside, as a stranger might write one: damage the built-in injector does not do.

`firelake simulate --defects` loads it. It sees the bytes of all deliveries and says how each of its defects must end. It
touches months that were delivered once, so that nothing sent again is mixed up with its work.
"""

import codecs
import csv
import datetime as dt
import io
import re
from collections import Counter
from decimal import Decimal

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"


def excel_serial(text):
    """The day as a spreadsheet counts it."""
    return str((dt.date.fromisoformat(text) - dt.date(1899, 12, 30)).days)


# feed, header, kind, end, change
CELLS = (
    ("supervision.unit", "开业日期", "excel_serial_date", "flagged by rule opened_date_type", excel_serial),
    ("supervision.unit", "员工人数", "unit_behind_number", "flagged staff_count_type", lambda v: f"{int(v)}人"),
    ("supervision.unit", "行政区划代码", "text_marker", "flagged:region_code_code", lambda v: f"'{v}"),
    ("supervision.building", "建筑面积(㎡)", "scientific_notation", "fixed", lambda v: f"{Decimal(v):e}"),
    ("supervision.inspection", "检查时间", "two_digit_year", "quarantined by rule checked_at_type", lambda v: v[2:]),
    ("supervision.inspection_officer", "人员角色", "question_mark", "flagged", lambda v: "?"),
)


def damage(files, rng):
    """A cell of each of CELLS, a PDF sent before the workbook, a byte order mark."""
    files, entries = dict(files), []

    def told(path, kind, end, row=None, column=None):
        entries.append({"delivery": path.rpartition("/")[0], "row": row, "column": column, "kind": kind, "end": end})

    for feed, header, kind, end, change in CELLS:
        path = rng.choice(once(files, feed))
        files[path], row = spoilt(files[path], header, change, rng)
        told(path, kind, end, row, header)
    path = rng.choice(once(files, "firestat.alarm_call"))
    folder, _, name = path.rpartition("/")
    wrong = f"{folder}.first-try/{name}"
    files[wrong] = PDF
    told(wrong, "pdf_instead_of_workbook", "rejected")
    path = rng.choice(once(files, "exchange.weather_day"))
    files[path] = codecs.BOM_UTF8 + files[path]
    told(path, "byte_order_mark", "fixed")
    return files, entries


def once(files, feed):
    """The files of months the feed delivered once."""
    month = {path: re.search(r"_(\d{4}-\d{2})", path.rpartition("/")[2]).group(1) for path in files if path.startswith(feed + "/")}
    times = Counter(month.values())
    return sorted(path for path in month if times[month[path]] == 1)


def spoilt(data, header, change, rng):
    """The file with one cell changed, and its row; cells that do not lend themselves to the change are passed over."""
    lines = list(csv.reader(io.StringIO(data.decode("gb18030"), newline="")))
    at = lines[0].index(header)
    for row in rng.sample(range(1, len(lines)), len(lines) - 1):
        try:
            lines[row][at] = change(lines[row][at])
        except (ValueError, ArithmeticError):
            continue
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\r\n").writerows(lines)
        return out.getvalue().encode("gb18030"), row
    raise ValueError(f"no row of {header} can be changed")
