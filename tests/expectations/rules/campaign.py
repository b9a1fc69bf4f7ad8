"""Rules of silver.campaign: each broken by an example and kept by a legal near miss."""

TABLE = "silver.campaign"
LEGAL = {
    "campaign_id": "X1", "campaign_from_date": "2025-11-01", "campaign_to_date": "2026-03-31",
    "found_hazard_count": "200", "removed_hazard_count": "150",
}
CASES = [
    ("campaign_ends_after_start", {"campaign_to_date": "2025-10-31"}, {"campaign_to_date": "2025-11-01"}),
    ("removed_within_found", {"removed_hazard_count": "201"}, {"removed_hazard_count": "200"}),
]
