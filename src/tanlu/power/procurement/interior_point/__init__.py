"""The interior point that knows the shape of procurement: hours in a chain, few capacities that all hours share."""
