"""Rules of silver.evidence_media: each broken by an example and kept by a legal near miss."""

TABLE = "silver.evidence_media"
LEGAL = {
    "media_id": "X1", "taken_at": "2026-03-02 02:00:00", "uploaded_at": "2026-03-02 05:00:00",
    "content_hash": "0000000000000000000000000000000000000000000000000000000000000000",
}
CASES = [
    ("uploaded_after_taken", {"uploaded_at": "2026-03-02 01:59:59"}, {"uploaded_at": "2026-03-02 02:00:00"}),
    ("hash_is_sha256", {"content_hash": "ABCDEF"},
     {"content_hash": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}),
]
