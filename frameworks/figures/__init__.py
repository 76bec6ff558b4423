"""Charts as inline SVG, from plain values; knows no model."""
