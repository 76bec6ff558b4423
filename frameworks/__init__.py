"""Frameworks: the question sets that teams use, and what comes out of them."""
