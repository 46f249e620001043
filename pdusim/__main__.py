"""``python -m pdusim``: the same as the command ``pdusim``.

Python puts the current folder first on the path when it is told ``-m``. The program takes it off
before anything is imported: what lies in a folder of scenarios is not to be run, here or in a
worker process, which is told this path.
"""

import os
import sys

if not sys.flags.safe_path and sys.path[:1] == [os.getcwd()]:
    del sys.path[0]
    home = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    if home == os.getcwd():
        # The program itself lies here, and is perhaps not installed: found last, then.
        sys.path.append(home)

from pdusim.cli import main

if __name__ == "__main__":
    main()
