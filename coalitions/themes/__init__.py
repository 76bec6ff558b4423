"""Ideas, rounds, themes, ballots, counts and decisions."""
