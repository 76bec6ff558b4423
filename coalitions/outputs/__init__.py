"""What is asked of institutions and what they deliver; outputs and the library."""
