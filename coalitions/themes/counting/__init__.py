"""Counting votes: pure, in whole numbers, without chance. A tie comes out as a tie.

Nothing in here knows the database, the names of who voted or the order in which they did. Every
method takes ballots one by one or grouped (a mapping from a ballot to how often it was cast).
"""

from coalitions.themes.counting.approval import (
    Result,
    Row,
    Vote,
    approval,
    cut,
    margin,
    ranking,
)
from coalitions.themes.counting.points import points
from coalitions.themes.counting.proportional import proportional
from coalitions.themes.counting.robustness import changed_without_one
from coalitions.themes.counting.transfers import UNIT, Stage, Tie, Transfers, stv

# Goes up with every change that could make a count come out otherwise. A published result keeps
# the number it was counted with; the result page then says what this version makes of it.
VERSION = 1

__all__ = [
    "UNIT",
    "VERSION",
    "Result",
    "Row",
    "Stage",
    "Tie",
    "Transfers",
    "Vote",
    "approval",
    "changed_without_one",
    "cut",
    "margin",
    "points",
    "proportional",
    "ranking",
    "stv",
]
