"""Rules of silver.crew: each broken by an example and kept by a legal near miss."""

TABLE = "silver.crew"
LEGAL = {
    "crew_id": "X1", "joined_date": "2019-09-01", "left_station_date": "2025-09-01",
}
CASES = [
    ("left_after_joined", {"left_station_date": "2019-08-31"}, {"left_station_date": "2019-09-01"}),
]
