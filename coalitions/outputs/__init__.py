"""Collection rounds, deliveries, outputs, reviews, pilots and the library."""
