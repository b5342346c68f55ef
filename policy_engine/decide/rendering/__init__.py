"""The parts of an answer, each written by one page."""
