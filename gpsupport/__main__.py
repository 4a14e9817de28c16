"""`python -m gpsupport` is the `gpsupport` command."""

from gpsupport.cli import main

if __name__ == "__main__":
    main()
