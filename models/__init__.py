"""Models: gold frames in, scores and evaluations out. They advise; no path leads from a score to a penalty."""
