"""The gate that decides what may be shown, and charts as inline SVG; knows no model."""
