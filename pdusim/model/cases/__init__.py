"""What a life means for the unit: the work on cases."""
