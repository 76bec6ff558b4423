"""Sessions, agendas, attendance, minutes and action items."""
