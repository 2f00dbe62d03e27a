"""What runs inside the sandbox before student code does; standard library and numpy only."""
