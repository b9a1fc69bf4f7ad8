"""Holds the lake against the answers of a simulation: every injected defect, and every cell of silver.

Pipeline code never imports this; it reads the truth. The definition of silver is written here a second time, in pandas
over the truth (`expected`), so that a fault of the Spark fold shows as a difference.

    check(folder, outcomes) -> Result
"""

from simulator.checking.check import Result, check

__all__ = ["Result", "check"]
