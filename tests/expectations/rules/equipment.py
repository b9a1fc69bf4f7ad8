"""Rules of silver.equipment: each broken by an example and kept by a legal near miss."""

TABLE = "silver.equipment"
LEGAL = {
    "equipment_id": "X1", "held_count": "30", "ready_count": "28", "bought_date": "2020-01-01",
    "scrap_date": "2028-01-01",
}
CASES = [
    ("ready_within_held", {"ready_count": "31"}, {"ready_count": "30"}),
    ("scrapped_after_bought", {"scrap_date": "2019-12-31"}, {"scrap_date": "2020-01-01"}),
]
