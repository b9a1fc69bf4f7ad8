"""Rules of silver.hotel: each broken by an example and kept by a legal near miss."""

TABLE = "silver.hotel"
LEGAL = {
    "hotel_id": "X1", "guest_room_count": "40", "bed_count": "70",
}
CASES = [
    ("a_bed_in_every_room", {"bed_count": "39"}, {"bed_count": "40"}),
]
