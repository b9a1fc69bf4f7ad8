"""Rules of silver.safety_assessment: each broken by an example and kept by a legal near miss."""

TABLE = "silver.safety_assessment"
LEGAL = {
    "assessment_id": "X1", "assessment_year": "2025", "assessed_date": "2025-11-01",
    "assessment_filed_date": "2025-12-01",
}
CASES = [
    ("filed_after_assessed", {"assessment_filed_date": "2025-10-31"}, {"assessment_filed_date": "2025-11-01"}),
    ("filed_by_tenth_december", {"assessment_filed_date": "2025-12-11"}, {"assessment_filed_date": "2025-12-10"}),
]
