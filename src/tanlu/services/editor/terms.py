"""Who writes and what they fill in: the words that editing shares with the server's screens."""

from tanlu.engage.quiz.draft import Writer
from tanlu.engage.quiz.draft_form import Cells
from tanlu.engage.quiz.item_analysis import Flag

__all__ = ["Cells", "Flag", "Writer"]
