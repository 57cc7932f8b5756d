"""Objects for tests: each factory makes a valid row and nothing that the test did not ask for."""
