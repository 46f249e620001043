import sys
from pathlib import Path

# The stub model of the experiment tests serves here too.
sys.path.insert(0, str(Path(__file__).parents[1] / "experiment"))
