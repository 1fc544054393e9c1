"""Django's own commands for developers; people use `jualan`."""

from jualan.config.command import main

if __name__ == "__main__":
    main()
