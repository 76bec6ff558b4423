"""Anonymous polls by link, and collected input."""
