"""What answers show of the questions, for those who keep the bank: item analysis and learning gain."""

from __future__ import annotations

from threading import Lock
from typing import Annotated

from fastapi import APIRouter, Depends, Request

from tanlu.services.editor.item_analysis import ItemAnalysis
from tanlu.web.errors import error_responses
from tanlu.web.quiz_context import ThePlaying
from tanlu.web.schemas.item_analysis import ItemsAnswer, LearningAnswer
from tanlu.web.sessions import Reader

router = APIRouter(prefix="/api/editor", tags=["editor"], responses=error_responses(503))
_making = Lock()


def analysis_of(request: Request, playing: ThePlaying) -> ItemAnalysis:
    """The analysis of this server's game, one for as long as the game is."""
    state = request.app.state
    with _making:
        game, found = getattr(state, "item_analysis", (None, None))
        if found is None or game is not playing.game:
            found = ItemAnalysis(playing.game)
            state.item_analysis = (playing.game, found)
    return found


TheAnalysis = Annotated[ItemAnalysis, Depends(analysis_of)]


@router.get("/items", response_model=ItemsAnswer)
def items(visitor: Reader, analysis: TheAnalysis) -> object:
    """How each question does at first attempts, and what is to be looked at in it; at most half a minute old."""
    return analysis.items(may_know_the_key="change" in visitor.may)


@router.get("/learning", response_model=LearningAnswer)
def learning(visitor: Reader, analysis: TheAnalysis) -> object:
    """Whether players who had met a theme are right more often at a new question of it; at most half a minute old."""
    return analysis.learning()
