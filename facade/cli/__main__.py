"""`python -m facade.cli`."""

from facade.cli.commands import main

main()
