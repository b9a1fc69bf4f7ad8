"""Rules of silver.weather_hour: each broken by an example and kept by a legal near miss."""

TABLE = "silver.weather_hour"
LEGAL = {
    "weather_hour_id": "X1", "wind_speed_ms": "6.0", "gust_speed_ms": "12.5",
}
CASES = [
    ("gust_above_mean", {"gust_speed_ms": "5.9"}, {"gust_speed_ms": "6.0"}),
]
