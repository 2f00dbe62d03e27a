"""`python -m autograder` is `softmark`."""

from .cli import main

main()
