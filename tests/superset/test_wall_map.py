"""Outlines from the package of boundaries: every county of the deployment once, valid, at its place."""

import csv
from pathlib import Path

import pyarrow as pa
import pytest
from shapely import make_valid
from shapely.geometry import Point, Polygon

from spark_jobs import wall_map
from tests.superset.fixture_marts import frames, rings

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def counties() -> dict[str, dict]:
    with (ROOT / "simulator" / "reference" / "regions.csv").open(encoding="utf-8") as file:
        return {r["code"]: r for r in csv.DictReader(file) if r["level"] in ("county", "area")}


@pytest.fixture(scope="module")
def shapes(counties) -> dict[str, list[Polygon]]:
    found: dict = {}
    parts = wall_map.outlines(set(counties))
    for code, ring in zip(parts["region_code"].to_pylist(), rings(parts), strict=True):
        found.setdefault(code, []).append(Polygon(ring))
    return found


def test_each_county_of_the_province_has_an_outline(counties, shapes):
    assert set(shapes) == set(counties)


def signed_area(polygon: Polygon) -> float:
    points = list(polygon.exterior.coords)
    return sum(x * v - u * y for (x, y), (u, v) in zip(points, points[1:])) / 2


def test_outlines_do_not_cross_themselves(shapes):
    """The enclave of a neighbour is cut out by a way in and back, so a ring may touch itself but not cross."""
    crossed = {code for code, parts in shapes.items() for part in parts
               if abs(abs(signed_area(part)) - make_valid(part).area) > 1e-9}
    assert crossed == set()


def test_outlines_do_not_overlap_not_even_an_enclave_its_surroundings(shapes):
    listed = [(code, make_valid(part)) for code, parts in shapes.items() for part in parts]
    overlaps = [(a, b) for n, (a, one) in enumerate(listed) for b, other in listed[n + 1:]
                if a != b and one.intersection(other).area > 1e-5]
    assert overlaps == []
    assert [code for code, parts in shapes.items() if not all(p.is_valid for p in parts)] == ["632323"]


def test_the_seat_of_a_county_lies_in_or_near_its_outline(counties, shapes):
    far = {code: region["name"] for code, region in counties.items()
           if min(p.distance(Point(float(region["longitude"]), float(region["latitude"]))) for p in shapes[code]) > 0.05}
    assert far == {}


def test_a_region_the_package_does_not_know_has_no_outline():
    assert wall_map.outlines({"990101"}).num_rows == 0


def test_outlines_carry_the_figures_of_their_region():
    made = frames(units=5)
    regions = {r["region_code"]: r for r in made["wall_region"].to_pylist()}
    for part in made["wall_map"].to_pylist():
        outline = {k: v for k, v in part.items() if k not in ("ring", "part")}
        assert outline == regions[part["region_code"]]


def test_without_a_source_the_map_stays_as_gold_made_it():
    own = {"wall_map": pa.table({"region_code": ["1"]}), "wall_region": pa.table({"region_code": ["1"]})}
    assert wall_map.with_outlines(own, None) is own
    assert wall_map.with_outlines(own, "none") is own
