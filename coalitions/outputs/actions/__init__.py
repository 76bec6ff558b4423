"""What happens between the question of a coalition and what others can use."""
