"""The demo: a finished round, a present, and people, all invented but for the facts of 2023."""
