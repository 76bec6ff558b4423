"""What coalitions ask for, receive and make for others; one file for each."""

from coalitions.outputs.models.outputs import Output, OutputKind

__all__ = ["Output", "OutputKind"]
