"""Rules of silver.responsible_person: each broken by an example and kept by a legal near miss."""

TABLE = "silver.responsible_person"
LEGAL = {
    "responsible_id": "X1", "appointed_date": "2019-03-02", "dismissed_date": "2020-03-02",
    "filed_with_fire_date": "2020-03-05",
}
CASES = [
    ("dismissed_after_appointed", {"dismissed_date": "2019-03-01"}, {"dismissed_date": "2019-03-02"}),
    ("filed_after_appointed", {"filed_with_fire_date": "2019-03-01"}, {"filed_with_fire_date": "2019-03-02"}),
]
