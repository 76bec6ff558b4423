"""Anonymous polls by link: counters and nothing about who answered."""
