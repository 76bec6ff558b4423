"""The outbox and the reminder ledger: what is sent to whom, when and why, and never lost."""
