"""Rules of silver.pipeline_segment: each broken by an example and kept by a legal near miss."""

TABLE = "silver.pipeline_segment"
LEGAL = {
    "pipeline_id": "X1", "design_pressure_mpa": "1.6", "working_pressure_mpa": "0.4", "region_code": "630102",
    "longitude": "101.78", "latitude": "36.62",
}
CASES = [
    ("working_within_design", {"working_pressure_mpa": "1.61"}, {"working_pressure_mpa": "1.60"}),
    ("coordinates_in_province", {"longitude": "101.78", "latitude": "48"}, {"longitude": None, "latitude": None}),
    ("coordinates_in_province", {"longitude": "36.62", "latitude": "101.78"},
     {"longitude": "89.5", "latitude": "36.2"}),
]
