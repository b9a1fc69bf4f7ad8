"""The wall once more, counted by plain pandas from the simulator's truth less what the answer key sets aside.

Written from the Chinese definitions of the figures, not from the SQL that makes them. Only the answers of a simulation,
the code tables and the feed files are read; model figures are counted over the model's own rows.
"""
