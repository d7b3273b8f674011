"""Lets ``python -m tanlu`` do what the command ``tanlu`` does."""

from tanlu.cli.main import main

if __name__ == "__main__":
    main()
