"""Weather by area and day: continental, high, dry; colder with altitude, dry in the west, wet in summer."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.plan import Plan, days_of
from simulator.reference import areas

WET_DAY = np.array([0.06, 0.08, 0.14, 0.22, 0.34, 0.42, 0.46, 0.44, 0.38, 0.20, 0.08, 0.05])


class Weather:
    """Made month by month; yesterday's anomaly carries over."""

    def __init__(self, plan: Plan):
        self.plan, self.anomaly = plan, np.zeros(len(areas()))
        altitude = areas().altitude_m.to_numpy(float)
        self.mean = 6.3 - 0.0056 * (altitude - 2260)
        self.arid = np.where(areas().parent.to_numpy() == "632800", 0.25, 1.0)

    def step(self, month: np.datetime64) -> pd.DataFrame:
        """silver.weather_day of one month, area by day, with `area` and `danger` (drought, wind and frost, mean about 1)."""
        rng, days = self.plan.rng("weather", month), days_of(month)
        n, m = len(areas()), int(month.astype(int)) % 12
        day_of_year = (days - days.astype("datetime64[Y]").astype("datetime64[D]")).astype(int)
        common = rng.normal(0, 1.1, len(days))
        temperature = np.empty((n, len(days)))
        for d in range(len(days)):
            self.anomaly = 0.7 * self.anomaly + common[d] + rng.normal(0, 0.8, n)
            temperature[:, d] = self.mean - 13 * np.cos(2 * np.pi * (day_of_year[d] - 17) / 365) + self.anomaly
        wet = rng.random((n, len(days))) < WET_DAY[m] * self.arid[:, None]
        rain = np.where(wet, rng.gamma(0.8, 5, wet.shape), 0).clip(0, 90).round(1)
        humidity = (48 + 16 * wet - 14 * (self.arid[:, None] < 1) + 8 * (m in range(5, 10)) + rng.normal(0, 8, wet.shape))
        wind = rng.gamma(7, 0.9 + 0.25 * (m in (1, 2, 3, 4)), wet.shape).clip(1, 32).round(1)
        swing = rng.gamma(9, 0.75, wet.shape) * (1 - 0.3 * wet)
        humidity = humidity.clip(12, 98).round().astype(int)
        danger = np.exp(0.010 * (52 - humidity) + 0.03 * (wind - 7) + 0.012 * (5 - temperature) - 0.25 * (rain > 1))
        grid = np.repeat(np.arange(n), len(days))
        return pd.DataFrame({
            "region_code": areas().code.to_numpy()[grid], "day_date": np.tile(days.astype("datetime64[s]"), n),
            "avg_temperature_c": temperature.round(1).ravel(), "max_temperature_c": (temperature + swing).round(1).ravel(),
            "min_temperature_c": (temperature - swing).round(1).ravel(), "max_wind_ms": wind.ravel(),
            "humidity_ratio": humidity.ravel() / 100, "precipitation_mm": rain.ravel(), "area": grid, "danger": danger.ravel()})


def danger_of(weather: pd.DataFrame) -> np.ndarray:
    """Danger as (area, day of month)."""
    return weather.danger.to_numpy().reshape(len(areas()), -1)
