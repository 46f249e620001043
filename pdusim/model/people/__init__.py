"""Who people on probation are and what happens to them, whatever the unit does."""
