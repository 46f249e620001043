"""Is any pinned library known to be unsafe? ``make audit``; exit code 1 where one is.

Asks pip-audit about the versions of ``constraints.txt``. Where it is not installed and cannot be
had, or no source of advisories is in reach, the audit is skipped and says why.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]
CONSTRAINTS = ROOT / "constraints.txt"
SECONDS = 600
"""What takes longer has no source in reach."""


def audit(command: list[str]) -> tuple[int, str]:
    """Ask an installed pip-audit.

    Parameters
    ----------
    command : list of str
        What starts it.

    Returns
    -------
    tuple of int and str
        Exit code, and what to say.
    """
    asked = ["--requirement", str(CONSTRAINTS), "--no-deps", "--disable-pip", "--format", "json"]
    try:
        done = subprocess.run(
            [*command, *asked], capture_output=True, text=True, check=False, timeout=SECONDS
        )
        found = json.loads(done.stdout)["dependencies"]
    except subprocess.TimeoutExpired:
        return 0, f"skipped: no answer from a source of advisories in {SECONDS} s"
    except (ValueError, KeyError, TypeError):
        reason = (done.stderr.strip().splitlines() or ["pip-audit gave no answer"])[-1]
        return 0, f"skipped: no source of advisories is in reach ({reason})"
    unsafe = [
        f"{one['name']} {one['version']}: {', '.join(each['id'] for each in one['vulns'])}"
        for one in found
        if one.get("vulns")
    ]
    asked_about = sum("version" in one for one in found)
    if not asked_about:
        reasons = sorted({str(one.get("skip_reason")) for one in found})
        return 0, f"skipped: no library could be asked about ({'; '.join(reasons[:2]) or 'none'})"
    return (1 if unsafe else 0), "\n".join(
        [*unsafe, f"{asked_about} pinned libraries asked about, {len(unsafe)} known to be unsafe"]
    )


def main() -> int:
    """Install pip-audit apart from the program, and ask it."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / ("Scripts" if sys.platform == "win32" else "bin") / "python"
        pip = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
        done = subprocess.run([*pip, "pip-audit"], capture_output=True, text=True, check=False)
        if done.returncode:
            code, said = 0, "skipped: pip-audit cannot be installed from here"
        else:
            code, said = audit([str(python), "-m", "pip_audit"])
    sys.stdout.write(f"audit: {said}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
