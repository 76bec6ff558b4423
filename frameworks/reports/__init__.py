"""What a team sees of its own answers."""
