"""Interest, applications, introduction cards, consents, give and take."""
