"""The coalition itself: its brief, scope, criteria, composition, lineage and memos."""
