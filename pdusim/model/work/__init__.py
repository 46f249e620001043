"""Tasks, and members of staff as servers of them."""
