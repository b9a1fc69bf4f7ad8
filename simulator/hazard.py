"""The hidden process: how neglected each unit is, what is wrong in it, and how often it therefore burns.

Nobody in the province sees these numbers. Rates are fires per unit and year; the world is set so that they average
`BASE_RATE` and spread so that even full knowledge ranks units only to an AUC between 0.75 and 0.8.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.plan import Plan
from simulator.reference import areas, table

BASE_RATE = 0.030
SPREAD = 1.04  # standard deviation of the log rate over units at the beginning
MEMORY, SHOCK, RENEWED = 0.985, 0.09, 0.02
STRUCTURE = {"1": 0.0, "2": 0.1, "3": 0.5, "4": 0.7, "5": 0.1, "6": 0.6, "7": 0.7}
SEASON = np.array([1.45, 1.40, 1.15, 1.05, 0.85, 0.70, 0.65, 0.65, 0.80, 0.95, 1.10, 1.25])
COOKING = ("餐馆", "酒楼", "宾馆", "民宿", "学校", "医院", "幼儿园", "养老院", "商场")


def sigmoid(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def fixed_effect(units: pd.DataFrame, buildings: pd.DataFrame) -> np.ndarray:
    """What a register could tell about the log rate: type, size, building, equipment, altitude."""
    house = buildings.iloc[units.building.to_numpy()]
    age = (2026 - house.built_year.to_numpy()).clip(0, 45)
    altitude = areas().altitude_m.to_numpy(float)[units.area]
    frailty = np.random.default_rng(119).normal(0, 0.15, len(areas()))[units.area]
    return (1.1 * table("unit_types").effect.to_numpy(float)[units.kind] + 0.40 * units["size"].to_numpy() + 0.020 * (age - 18)
            + np.array([STRUCTURE[s] for s in house.structure_code]) - 0.45 * units.has_sprinkler.to_numpy()
            - 0.15 * units.has_auto_alarm.to_numpy() + 0.10 * (altitude - 2500) / 1000 + frailty)


def applicable(units: pd.DataFrame) -> np.ndarray:
    """Which check items exist in a unit at all: (units, items) of bool."""
    kinds = table("check_items").kind.to_numpy()
    cooking = table("unit_types")["name"].isin(COOKING).to_numpy()[units.kind]
    has = {"any": np.ones(len(units), bool), "building": units.floor_area_m2.to_numpy() > 300, "cooking": cooking,
           "alarm": units.has_auto_alarm.to_numpy(bool), "sprinkler": units.has_sprinkler.to_numpy(bool)}
    return np.stack([has[k] for k in kinds], axis=1)


class Hazard:
    """Neglect (about -2 to 3) and faults of every unit ever, row by row as in the unit register."""

    def __init__(self, plan: Plan, units: pd.DataFrame, buildings: pd.DataFrame):
        self.plan, self.items = plan, table("check_items")
        self.odds = np.log(self.items.base.to_numpy(float) / (1 - self.items.base.to_numpy(float))) - 0.35
        self.usual, self.neglect = np.empty(0), np.empty(0)
        self.luck = np.empty((0, len(self.items)), np.float32)
        self.fixed, self.applies = np.empty(0), np.empty((0, len(self.items)), bool)
        self.stretch, self.level = 1.0, 0.0
        self.add(units, buildings, None)
        raw = self._effects()
        self.stretch = SPREAD / raw.std()
        self.level = np.log(BASE_RATE / np.exp(self.stretch * raw).mean())

    def add(self, units: pd.DataFrame, buildings: pd.DataFrame, month) -> None:
        """New units, appended."""
        rng = self.plan.rng("hazard-new", month)
        usual = units.usual_neglect.to_numpy()
        self.usual = np.concatenate([self.usual, usual])
        self.neglect = np.concatenate([self.neglect, usual + rng.normal(0, 0.3, len(usual))])
        self.luck = np.vstack([self.luck, rng.random((len(usual), len(self.items)), np.float32)])
        self.refresh(units, buildings, slice(len(self.fixed), None))

    def refresh(self, units: pd.DataFrame, buildings: pd.DataFrame, rows) -> None:
        """Fixed effect and applicable items of `rows` (a slice: append) after their register entry changed."""
        fixed, applies = fixed_effect(units, buildings), applicable(units)
        if isinstance(rows, slice):
            self.fixed, self.applies = np.concatenate([self.fixed, fixed]), np.vstack([self.applies, applies])
        else:
            self.fixed[rows], self.applies[rows] = fixed, applies

    def drift(self, month: np.datetime64) -> None:
        """A month passes: neglect wanders around what is usual for the unit, some things break, some are mended."""
        rng = self.plan.rng("hazard-drift", month)
        n = len(self.neglect)
        self.neglect = self.usual + MEMORY * (self.neglect - self.usual) + rng.normal(0, SHOCK, n)
        renewed = rng.random(self.luck.shape, np.float32) < RENEWED
        self.luck[renewed] = rng.random(int(renewed.sum()), np.float32)

    def chance(self, rows=slice(None)) -> np.ndarray:
        """Probability of each fault, given neglect: (rows, items)."""
        return sigmoid(self.odds + 0.8 * self.neglect[rows, None])

    def faults(self, rows=slice(None)) -> np.ndarray:
        """What is wrong now: (rows, items) of bool."""
        return (self.luck[rows] < self.chance(rows)) & self.applies[rows]

    def mend(self, rows: np.ndarray, items: np.ndarray, rng: np.random.Generator) -> None:
        """These faults are gone until something changes; the visit leaves a little more care behind."""
        chance = sigmoid(self.odds[items] + 0.8 * self.neglect[rows])
        self.luck[rows, items] = chance + (1 - chance) * rng.random(len(rows))
        once = np.unique(rows)
        self.neglect[once] -= 0.08

    def _effects(self, rows=slice(None)) -> np.ndarray:
        weight = self.items.weight.to_numpy(float)
        return self.fixed[rows] + 0.55 * self.neglect[rows] + 1.3 * (self.faults(rows) * weight).sum(axis=1)

    def rates(self, rows=slice(None)) -> np.ndarray:
        """Fires per year of each unit as things stand, season and weather averaged out."""
        return np.exp(self.level + self.stretch * self._effects(rows))


def probability(rate: np.ndarray, closing: np.ndarray) -> np.ndarray:
    """True probability of at least one fire in the next 12 months, for units that close at a monthly rate."""
    exposure = np.where(closing > 0, (1 - np.exp(-12 * closing)) / (12 * closing.clip(1e-9)), 1.0)
    return 1 - np.exp(-rate * exposure)
