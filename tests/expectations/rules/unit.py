"""Rules of silver.unit: each broken by an example and kept by a legal near miss."""

TABLE = "silver.unit"
LEGAL = {
    "unit_id": "U1", "credit_code": "91630102MA7XQH016U", "category_code": "1", "key_unit_code": "1",
    "region_code": "630102", "org_code": "63010200", "opened_date": "2019-05-01", "closed_date": "2025-05-01",
    "has_auto_alarm": "true", "is_networked": "true", "longitude": "101.78", "latitude": "36.62",
}
CASES = [
    ("coordinates_in_province", {"longitude": "101.78", "latitude": "48"}, {"longitude": None, "latitude": None}),
    ("credit_code_check", {"credit_code": "91630102MA7XQH016T"}, {"credit_code": None}),
    ("organisation_code_check", {"credit_code": "91630102MA7XQH017Y"}, {"credit_code": "91110000600037341L"}),
    ("closed_after_opened", {"closed_date": "2019-04-30"}, {"closed_date": "2019-05-01"}),
    ("key_unit_is_supervised_as_such", {"category_code": "2"}, {"category_code": "4"}),
    ("networked_unit_has_alarm", {"has_auto_alarm": "false"}, {"has_auto_alarm": "false", "is_networked": "false"}),
    ("coordinates_in_province", {"longitude": "36.62", "latitude": "101.78"},
     {"longitude": "89.5", "latitude": "36.2"}),
    ("org_covers_region", {"org_code": "63280100"}, {"org_code": "63000000"}),
]
