"""Trying to break pdusim for an hour: ``python -m tools.soak --help``.

One module for each kind of trial, with a function ``soak(size, seed, counts, folder)``; the kinds
are listed in ``__main__.KINDS``. Everything a trial finds goes through :class:`counts.Counts`.
"""
