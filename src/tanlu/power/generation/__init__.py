"""Expected output of solar and wind plants from weather."""
