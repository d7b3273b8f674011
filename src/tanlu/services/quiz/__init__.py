"""Services of the quiz: players, rounds and answers, each answer kept and paid exactly once."""
