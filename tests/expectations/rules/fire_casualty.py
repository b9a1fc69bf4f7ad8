"""Rules of silver.fire_casualty: each broken by an example and kept by a legal near miss."""

TABLE = "silver.fire_casualty"
LEGAL = {"casualty_id": "K1", "fire_id": "F1", "kind_code": "1", "died_at": "2026-01-03 02:00:00"}
CASES = [
    ("dead_has_time", {"died_at": None}, {"kind_code": "3", "died_at": None}),
    ("only_dead_has_time", {"kind_code": "2"}, {"kind_code": "2", "died_at": None}),
]
