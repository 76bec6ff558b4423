"""Ballots that say the same, taken together."""

from collections import Counter
from collections.abc import Mapping


def grouped(votes):
    """How often each ballot was cast; a mapping is taken to say so already."""
    return votes if isinstance(votes, Mapping) else Counter(votes)


def known(got, themes):
    """Refuse votes for what is not on the list."""
    if strange := set(got) - set(themes):
        raise ValueError(f"votes for themes that are not on the list: {sorted(strange)}")
