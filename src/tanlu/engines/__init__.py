"""Adapters to third-party engines; each engine is imported here and nowhere else."""
