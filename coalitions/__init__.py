"""Coalitions of the network: their themes, briefs, members, sessions and outputs."""
