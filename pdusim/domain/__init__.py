"""Rules of probation as pure functions: no clock and no chance."""
