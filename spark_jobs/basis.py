"""The files behind the key figures: what `wall_basis` says of a delivery is led on to its files and their hashes."""

from __future__ import annotations

import pyarrow as pa

from firelake.messages import text
from spark_jobs.landing import Landing

FEW = 3


def with_files(frames: dict[str, pa.Table], landing: Landing) -> dict[str, pa.Table]:
    """The frames with `wall_basis.file_text` filled: name and SHA-256 of the files of the row's delivery, as they landed; of an
    answer of many pages the first few and how many there are."""
    basis = frames["wall_basis"]
    known = {d.id: _told(d.files) for feed in landing.contracts.feeds for d in landing.deliveries(feed)}
    texts = pa.array([known.get(i) for i in basis["delivery_id"].to_pylist()], pa.string())
    at = basis.schema.get_field_index("file_text")
    return {**frames, "wall_basis": basis.set_column(at, "file_text", texts)}


def _told(files: tuple[dict, ...]) -> str:
    named = "；".join(f"{f['name']}（SHA-256 {f['sha256']}）" for f in files[:FEW])
    return named if len(files) <= FEW else f"{named}；{text('basis_more', count=len(files))}"
