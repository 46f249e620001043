"""A unit as it is: files of its cases and its staff, read, checked and written."""
