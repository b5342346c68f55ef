"""What the engine costs, measured beside a peer engine and beside rules written by hand."""
