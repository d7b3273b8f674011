"""How the tables of the store came to be, step by step; opening a store takes the steps that it lacks."""
