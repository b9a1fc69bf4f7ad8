"""The files behind the key figures: what `wall_basis` says of a delivery is led on to its files and their hashes."""

from __future__ import annotations

import pyarrow as pa

from spark_jobs.landing import Landing


def with_files(frames: dict[str, pa.Table], landing: Landing) -> dict[str, pa.Table]:
    """The frames with `wall_basis.file_text` filled: name and SHA-256 of every file of the row's delivery, as it landed."""
    basis = frames["wall_basis"]
    known = {d.id: "；".join(f"{f['name']}（SHA-256 {f['sha256']}）" for f in d.files)
             for feed in landing.contracts.feeds for d in landing.deliveries(feed)}
    texts = pa.array([known.get(i) for i in basis["delivery_id"].to_pylist()], pa.string())
    at = basis.schema.get_field_index("file_text")
    return {**frames, "wall_basis": basis.set_column(at, "file_text", texts)}
