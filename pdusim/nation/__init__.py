"""Units of which a few numbers are known, the regions they lie in, and many of them together."""
