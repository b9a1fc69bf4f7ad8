"""The records behind a figure name the files they came in."""

import hashlib

import pyarrow as pa

from spark_jobs.basis import with_files
from tests.spark_jobs.making import feed, table


def test_a_delivery_is_led_on_to_its_files_and_their_hashes(landing, send):
    where = landing(feed(into=table(), names={"thing_id": ("id",)}))
    data = {"a.csv": b"id\nA1\n", "b.csv": b"id\nA2\n"}
    delivery = where.land(send(data, feed="test.thing", as_of="2026-01-01"))
    frame = pa.table({"delivery_id": [delivery.id, None, "gone"], "file_text": pa.nulls(3, pa.string()), "n": [1, 2, 3]})
    found = with_files({"wall_basis": frame, "other": frame}, where)
    told = "；".join(f"{name}（SHA-256 {hashlib.sha256(body).hexdigest()}）" for name, body in data.items())
    assert found["wall_basis"].to_pydict() == {"delivery_id": [delivery.id, None, "gone"], "file_text": [told, None, None], "n": [1, 2, 3]}
    assert found["other"] is frame


def test_of_an_answer_of_many_pages_the_first_files_are_named_and_how_many_there_are(landing, send):
    where = landing(feed(into=table(), names={"thing_id": ("id",)}))
    delivery = where.land(send({f"{n}.csv": f"id\nA{n}\n".encode() for n in range(5)}, feed="test.thing", as_of="2026-01-01"))
    frame = pa.table({"delivery_id": [delivery.id], "file_text": pa.nulls(1, pa.string())})
    (told,) = with_files({"wall_basis": frame}, where)["wall_basis"]["file_text"].to_pylist()
    assert told.count("SHA-256") == 3 and told.endswith("；等 5 个文件，全部见投递的 manifest.json")
