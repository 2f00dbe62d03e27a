"""A worker for tests: executes each request as Python source and answers with its variable `out`."""
