"""What coalitions ask of institutions, and what they make of it for others to use."""

from coalitions.outputs.models.bases import (
    OutputBasis,
)
from coalitions.outputs.models.collections import (
    Collection,
    Delivery,
    DeliveryFile,
)
from coalitions.outputs.models.notes import (
    CollectingLesson,
    InterviewNote,
)
from coalitions.outputs.models.outputs import (
    Credit,
    Output,
    OutputFile,
    OutputKind,
    OutputVersion,
)
from coalitions.outputs.models.scores import (
    MeaningScore,
)

__all__ = [
    "CollectingLesson",
    "Collection",
    "Credit",
    "Delivery",
    "DeliveryFile",
    "InterviewNote",
    "MeaningScore",
    "Output",
    "OutputBasis",
    "OutputFile",
    "OutputKind",
    "OutputVersion",
]
