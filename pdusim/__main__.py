"""``python -m pdusim``: the same as the command ``pdusim``."""

from pdusim.cli import main

if __name__ == "__main__":
    main()
