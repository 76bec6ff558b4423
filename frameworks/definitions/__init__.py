"""What is asked: axes, scales, frameworks, their versions, sections and questions."""
