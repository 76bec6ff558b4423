"""Axes, scales, frameworks, versions and questions; authoring, import and export."""
