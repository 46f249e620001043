import sys
from pathlib import Path

# Worker processes import the stub model by name; they inherit this path.
sys.path.insert(0, str(Path(__file__).parent))
