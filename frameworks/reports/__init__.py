"""What a team, an institution, a coalition and the network may see."""
