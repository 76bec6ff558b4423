"""The pages that look over several rooms, and the demo."""
