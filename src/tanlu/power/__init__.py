"""The room of green power: what contracts deliver, matched with load hour by hour, site by site."""
