"""pdusim."""
