"""Rules of silver.calendar_day: each broken by an example and kept by a legal near miss."""

TABLE = "silver.calendar_day"
LEGAL = {"day_date": "2026-10-01", "is_workday": "false", "is_holiday": "true", "holiday_name": "国庆节"}
CASES = [
    ("holiday_is_no_workday", {"is_workday": "true"},
     {"is_workday": "true", "is_holiday": "false", "holiday_name": None}),
    ("holiday_has_name", {"holiday_name": None}, {"is_holiday": "false", "holiday_name": None}),
]
