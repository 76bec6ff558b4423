"""Who answers: teams, their trajectories, conversations and answers."""
