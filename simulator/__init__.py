"""A province that does not exist, delivered in the real, dirty formats. Everything follows from a seed."""
