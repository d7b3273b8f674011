"""Load matched with what contracts deliver, hour by hour and site by site."""
