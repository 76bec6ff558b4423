"""What a team lets others see, what it says of the questions, and what it offers the network."""

from frameworks.reports.models.cards import CardFile, PracticeCard
from frameworks.reports.models.feedback import Experience, Objection, RoleScore
from frameworks.reports.models.mirror import Mirror, MirrorCell
from frameworks.reports.models.sharing import LESSON, Sharing

__all__ = [
    "LESSON",
    "CardFile",
    "Experience",
    "Mirror",
    "MirrorCell",
    "Objection",
    "PracticeCard",
    "RoleScore",
    "Sharing",
]
