"""The cheapest mix of offers, assets and imports that reaches a clean share."""
