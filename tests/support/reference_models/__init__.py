"""Second implementations that tests compare the product with."""
