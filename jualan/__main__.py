"""`python -m jualan` is the command `jualan`."""

from jualan.config.command import main

main()
