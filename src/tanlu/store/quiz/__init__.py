"""Tables and statements of the quiz: rounds, answers, editing and item statistics."""
