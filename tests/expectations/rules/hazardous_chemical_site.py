"""Rules of silver.hazardous_chemical_site: each broken by an example and kept by a legal near miss."""

TABLE = "silver.hazardous_chemical_site"
LEGAL = {
    "chemical_site_id": "X1", "design_stock_t": "100.0", "present_stock_t": "62.5",
    "licensed_date": "2024-03-02", "licence_until_date": "2027-03-01", "region_code": "630102",
    "longitude": "101.78", "latitude": "36.62",
}
CASES = [
    ("stock_within_design", {"present_stock_t": "100.1"}, {"present_stock_t": "100.0"}),
    ("licence_ends_after_issue", {"licence_until_date": "2024-03-01"}, {"licence_until_date": "2024-03-02"}),
    ("coordinates_in_province", {"longitude": "101.78", "latitude": "48"}, {"longitude": None, "latitude": None}),
    ("coordinates_in_province", {"longitude": "36.62", "latitude": "101.78"},
     {"longitude": "89.5", "latitude": "36.2"}),
]
