"""Rules of silver.grid_patrol: each broken by an example and kept by a legal near miss."""

TABLE = "silver.grid_patrol"
LEGAL = {
    "grid_patrol_id": "X1", "problem_count": "4", "settled_on_site_count": "1", "passed_up_count": "2",
}
CASES = [
    ("handled_within_problems", {"settled_on_site_count": "3"}, {"settled_on_site_count": "2"}),
]
