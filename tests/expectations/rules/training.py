"""Rules of silver.training: each broken by an example and kept by a legal near miss."""

TABLE = "silver.training"
LEGAL = {
    "training_id": "X1", "trainee_count": "40", "passed_count": "38",
}
CASES = [
    ("passed_within_trainees", {"passed_count": "41"}, {"passed_count": "40"}),
]
