"""The gate that decides whether a figure may be shown, and the charts."""
