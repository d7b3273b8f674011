"""Expected output of the plants of a case."""
