"""Feeds that are asked for: the pages of an interface become a delivery like any other."""
