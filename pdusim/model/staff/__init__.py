"""Who joins, leaves, falls ill and comes back."""
