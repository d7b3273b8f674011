"""The store: what is kept between commands, in tables that are only added to."""
