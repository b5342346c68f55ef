"""The `policy` command: what the library answers, on a terminal."""
