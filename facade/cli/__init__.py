"""The command line, `facade …`: one module for each noun."""

from facade.cli.commands import main

__all__ = ["main"]
