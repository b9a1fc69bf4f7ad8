"""Rules of silver.electricity_use_month: each broken by an example and kept by a legal near miss."""

TABLE = "silver.electricity_use_month"
LEGAL = {
    "electricity_id": "X1", "used_kwh": "8000", "peak_kwh": "3000", "valley_kwh": "2000",
}
CASES = [
    ("parts_within_whole", {"valley_kwh": "5001"}, {"valley_kwh": "5000"}),
]
