"""Institutions, people, roles and groups, and how people sign in."""
