"""What is counted, week by week, and the measures that come of it."""
