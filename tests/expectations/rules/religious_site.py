"""Rules of silver.religious_site: each broken by an example and kept by a legal near miss."""

TABLE = "silver.religious_site"
LEGAL = {
    "religious_site_id": "X1", "hall_capacity": "51", "exit_door_count": "2",
}
CASES = [
    ("two_doors_of_a_large_hall", {"exit_door_count": "1"}, {"exit_door_count": "1", "hall_capacity": "50"}),
]
