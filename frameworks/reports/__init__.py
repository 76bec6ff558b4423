"""What a team sees of its own answers, with whom it shares them, and what others then see."""
