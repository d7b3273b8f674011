"""A process that does long acts one after another, so that each can be ended at once and the server stays awake."""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any, TextIO

from tanlu.core.errors import TanluError
from tanlu.core.message import Message, as_message
from tanlu.services.console import answer_cache as kept
from tanlu.services.console.answer_cache import CacheKey
from tanlu.services.console.tasks import TASKS, UNCACHED, get_or_compute


def main() -> None:
    """Read one request a line from standard input, answer each in lines of JSON on standard output.

    A request is ``{"folder", "act", "values"}``; answers are ``{"step", "step_zh"}`` and at last ``{"done": path}`` or
    ``{"refused": {"kind", "message", "message_zh"}}``. The process ends when its input does.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal's Ctrl-C is for the server, which ends its workers
    gc.set_threshold(100_000, 50, 50)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
    for line in sys.stdin:
        _serve(json.loads(line), answers)


def _serve(request: dict[str, Any], answers: TextIO) -> None:
    def say(document: dict[str, Any]) -> None:
        print(json.dumps(document, ensure_ascii=False), file=answers, flush=True)

    def tell(step: Message | str) -> None:
        said = as_message(step)
        say({"step": said.text("en"), "step_zh": said.text("zh")})

    folder, asked = Path(request["folder"]), CacheKey(request["act"], request["values"])
    try:
        if asked.act in UNCACHED:
            place = kept.put(
                folder,
                asked,
                lambda into: TASKS[asked.act](folder, asked.values, into, tell),
            )
        else:
            place = get_or_compute(folder, asked, tell)
        say({"done": str(place)})
    except TanluError as error:
        told = {"code": getattr(error, "code", None), "reason": getattr(error, "reason", None)}
        say(
            {
                "refused": {
                    "kind": type(error).__name__,
                    "message": error.text("en"),
                    "message_zh": error.text("zh"),
                    **told,
                }
            }
        )
    except Exception as error:  # a flaw of ours ends the task, never the process that serves the next one
        met = f"{type(error).__name__}: {str(error)[:300]}"
        print(f"something unforeseen happened ({met})", file=sys.stderr, flush=True)
        say({"refused": {"kind": "Unforeseen", "message": met}})


if __name__ == "__main__":
    main()
