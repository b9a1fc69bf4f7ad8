"""Rules of silver.energy_storage_site: each broken by an example and kept by a legal near miss."""

TABLE = "silver.energy_storage_site"
LEGAL = {
    "storage_site_id": "X1", "rated_power_mw": "20", "rated_energy_mwh": "40", "region_code": "630102",
    "longitude": "101.78", "latitude": "36.62",
}
CASES = [
    ("duration_plausible", {"rated_energy_mwh": "1000"}, {"rated_energy_mwh": "5"}),
    ("coordinates_in_province", {"longitude": "101.78", "latitude": "48"}, {"longitude": None, "latitude": None}),
    ("coordinates_in_province", {"longitude": "36.62", "latitude": "101.78"},
     {"longitude": "89.5", "latitude": "36.2"}),
]
