"""Damages delivered bytes the way real partners do, and writes down every wound.

Works on delivery folders `<deliveries>/<feed>/<stamp>/` (one data file and `manifest.json`) after a clean run. It
chooses cells by header words and the shape of values; it imports no contract and knows no silver table.

    inject(deliveries, random.Random(seed))         everything: cells, rows, files, late, repeated, corrected
    damage({name: bytes}, rng)                      cells and rows of one delivery
    load("my_defects.py")                           an injector from outside, used by `inject(..., outside=[...])`
    bad_day.spoil(deliveries, feed, kind, rng)      one delivery as a whole

One entry of the answer key, a dict of JSON values:
    delivery   `<feed>/<stamp>` of the damaged folder          feed, file, sha256   of the bytes as delivered
    row        1-based data row, null for whole files          column               source header, null for rows, files
    kind       one of KINDS                                    old, new             text of the cell before and after
    key        the row as it was true, {header: text}          twin                 row that repeats this one, else null
    end        only from outside injectors: how it must end
"""

from simulator.injector.kinds import KINDS
from simulator.injector.outside import load
from simulator.injector.run import damage, inject

__all__ = ["KINDS", "damage", "inject", "load"]
