"""The command line, `facade …`: one module for each noun."""

from facade.cli.main import main

__all__ = ["main"]
