"""The verb `report`: its options and what it prints."""
