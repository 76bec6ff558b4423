"""Teams, trajectories, conversations, answers, ambitions and team actions."""
