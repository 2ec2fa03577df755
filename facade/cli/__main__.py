"""`python -m facade.cli`."""

from facade.cli.main import main

main()
