"""Rules of silver.draw: each broken by an example and kept by a legal near miss."""

TABLE = "silver.draw"
LEGAL = {
    "draw_id": "CQ1", "region_code": "630102", "org_code": "63010200", "drawn_at": "2026-03-02 00:30:00", "pool_size": "90",
    "target_count": "4",
}
CASES = [
    ("targets_within_pool", {"target_count": "91"}, {"target_count": "90"}),
    ("org_covers_region", {"org_code": "63280100"}, {"org_code": "63010000"}),
]
