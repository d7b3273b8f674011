"""The command line waits with heavy imports until a verb needs them."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = (
    "alembic",
    "duckdb",
    "narwhals",
    "numpy",
    "pint",
    "polars",
    "pyarrow",
    "pyspark",
    "python_calamine",
    "scipy",
    "sqlalchemy",
)
ASK = """
import sys
sys.argv = ["tanlu", *sys.argv[1:]]
from tanlu.cli.main import main
try:
    main()
except SystemExit:
    pass
print(*sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""


@pytest.mark.parametrize("words", [["--help"], ["measure", "--help"], ["check", "--help"], ["certificates", "--help"]])
def test_asking_for_help_imports_no_engine(words):
    ended = subprocess.run([sys.executable, "-c", ASK, *words], capture_output=True, text=True, check=True)
    assert "Usage" in ended.stdout
    assert [name for name in HEAVY if name in ended.stderr.split()] == []
