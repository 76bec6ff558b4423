"""What coalitions ask of institutions, and what they make of it for others to use."""

from coalitions.outputs.models.collections import Collection, Delivery, DeliveryFile
from coalitions.outputs.models.outputs import Output, OutputKind

__all__ = ["Collection", "Delivery", "DeliveryFile", "Output", "OutputKind"]
