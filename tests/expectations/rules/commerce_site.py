"""Rules of silver.commerce_site: each broken by an example and kept by a legal near miss."""

TABLE = "silver.commerce_site"
LEGAL = {
    "commerce_id": "X1", "trading_area_m2": "1000", "underground_area_m2": "300",
}
CASES = [
    ("underground_within_trading_area", {"underground_area_m2": "1001"}, {"underground_area_m2": "1000"}),
]
