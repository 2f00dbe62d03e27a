"""What a Gradescope bundle runs: `python -m autograder.gradescope FOLDER`."""

from .platforms.gradescope.run import main

if __name__ == "__main__":
    main()
