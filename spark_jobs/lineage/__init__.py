"""Where a column comes from, and what it goes into."""
