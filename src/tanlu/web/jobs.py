"""Long work: each job is one task in a process of its own, with progress, and can be ended at once."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from tanlu.core.message import message
from tanlu.services.console import answer_cache as kept
from tanlu.services.console.answer_cache import CacheKey
from tanlu.services.console.tasks import UNCACHED
from tanlu.web.errors import ApiError, problem_from

State = Literal["waiting", "running", "done", "failed", "cancelled"]
ENDED = ("done", "failed", "cancelled")
MOST_WAITING = 32
MOST_REMEMBERED = 200
KEEP_ALIVE_SECONDS = 15
QUICK = frozenset({"try_table"})
"""Tasks with a process of their own, so that they need not wait behind a long one."""


@dataclass
class Job:
    """One act that was asked for, and how far it is."""

    asked: CacheKey
    by: str
    id: str = field(default_factory=lambda: f"j_{secrets.token_hex(8)}")
    state: State = "waiting"
    step: str = ""
    step_zh: str = ""
    started: str | None = None
    ended: str | None = None
    problem: ApiError | None = None
    place: Path | None = None
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Event = field(default_factory=asyncio.Event)

    def as_json(self) -> dict[str, Any]:
        """The job as the API shows it."""
        hidden = {"path"}
        return {
            "id": self.id,
            "act": self.asked.act,
            "asked": {name: value for name, value in self.asked.values.items() if name not in hidden},
            "state": self.state,
            "step": self.step,
            "step_zh": self.step_zh,
            "fraction": 1.0 if self.state == "done" else None,
            "started": self.started,
            "ended": self.ended,
            "error": self.problem.as_json()["error"] if self.problem else None,
            "result": self._result(),
        }

    def _result(self) -> dict[str, Any] | None:
        if self.state != "done" or self.place is None or self.asked.act not in ("measure", "report"):
            return None
        if self.asked.act == "report":
            return {"file": f"/api/reports/{self.id}/file"}
        return kept.read_answer(self.place)

    def tell(self, **news: Any) -> None:
        """Something changed: everybody who follows the job is woken."""
        for name, value in news.items():
            setattr(self, name, value)
        if self.state in ENDED:
            self.over.set()
        self.changed.set()
        self.changed = asyncio.Event()


class Jobs:
    """All jobs of a server on one case; a worker does one after another."""

    def __init__(self, case: Path) -> None:
        self._case = case
        self._jobs: dict[str, Job] = {}
        self._workers = {name: _WorkerProcess(case, name) for name in ("long", "quick")}
        self.closing = asyncio.Event()

    def submit(self, asked: CacheKey, by: str) -> Job:
        """Ask for a task; one that is already on its way for the same question is shared.

        Raises
        ------
        Problem
            Too many are waiting.
        """
        if asked.act not in UNCACHED:
            for job in self._jobs.values():
                if job.asked == asked and job.state in ("waiting", "running"):
                    return job
        worker = self._workers["quick" if asked.act in QUICK else "long"]
        if worker.waiting >= MOST_WAITING:
            raise ApiError(429, "too_many_jobs", message("web.too_many_jobs"))
        job = Job(asked, by)
        self._jobs[job.id] = job
        worker.put(job)
        ended = [each.id for each in self._jobs.values() if each.state in ENDED]
        for old in ended[: max(len(self._jobs) - MOST_REMEMBERED, 0)]:
            del self._jobs[old]
        return job

    def all(self) -> list[Job]:
        """Every job that is remembered, the newest first."""
        return list(self._jobs.values())[::-1]

    def job(self, name: str) -> Job:
        """The job of that name.

        Raises
        ------
        Problem
            There is none.
        """
        found = self._jobs.get(name)
        if found is None:
            raise ApiError(404, "no_such_job", message("web.no_such_job"))
        return found

    async def cancel(self, job: Job) -> None:
        """End a job: one that waits is never begun, one that runs is ended with its process."""
        if job.state == "waiting":
            job.tell(state="cancelled", ended=_now())
        elif job.state == "running":
            await self._workers["quick" if job.asked.act in QUICK else "long"].stop(job)

    async def follow(self, job: Job) -> AsyncIterator[str]:
        """The job as server-sent events, at each change until it ends."""
        while True:
            changed = job.changed
            yield f"event: job\ndata: {json.dumps(job.as_json(), ensure_ascii=False)}\n\n"
            if job.state in ENDED or self.closing.is_set():
                return
            while not changed.is_set() and not self.closing.is_set():
                waits = [asyncio.ensure_future(event.wait()) for event in (changed, self.closing)]
                done, pending = await asyncio.wait(waits, timeout=KEEP_ALIVE_SECONDS, return_when="FIRST_COMPLETED")
                for wait in pending:
                    wait.cancel()
                if not done:
                    yield ": still here\n\n"

    async def warm(self) -> None:
        """Begin the process of long work, so that the first page need not wait for it."""
        await self._workers["long"].warm()

    async def close(self) -> None:
        """End everything."""
        self.closing.set()
        for worker in self._workers.values():
            await worker.close()


class _WorkerProcess:
    """One process that does acts one after another; it is begun when it is first needed."""

    def __init__(self, case: Path, name: str) -> None:
        self._case, self._name = case, name
        self._queue: asyncio.Queue[Job] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._spool: Path | None = None
        self._current: Job | None = None

    @property
    def waiting(self) -> int:
        """How many jobs are not yet begun."""
        return self._queue.qsize()

    def put(self, job: Job) -> None:
        """Let a job wait for its turn."""
        self._queue.put_nowait(job)
        if self._task is None:
            self._task = asyncio.create_task(self._work())

    async def _work(self) -> None:
        while True:
            job = await self._queue.get()
            if job.state != "waiting":
                continue
            job.tell(state="running", started=_now())
            self._current = job
            try:
                await self._do(job)
                self._current = None
            except (OSError, ValueError) as error:
                await self._end_process()
                broken = ApiError(500, "broken", message("web.job_failed", error=type(error).__name__))
                job.tell(state="failed", problem=broken, ended=_now())

    async def _do(self, job: Job) -> None:
        process = await self._ready()
        assert process.stdin is not None
        assert process.stdout is not None
        request = {"folder": str(self._case), "act": job.asked.act, "values": dict(job.asked.values)}
        process.stdin.write(f"{json.dumps(request, ensure_ascii=False)}\n".encode())
        await process.stdin.drain()
        while job.state == "running":
            line = await process.stdout.readline()
            if job.state != "running":
                return
            if not line:
                await self._end_process()
                ended = ApiError(500, "broken", message("web.job_ended_outside"))
                job.tell(state="failed", problem=ended, ended=_now())
                return
            _hear(job, json.loads(line))

    async def _ready(self) -> asyncio.subprocess.Process:
        if self._process is None or self._process.returncode is not None:
            self._spool = Path(tempfile.mkdtemp(prefix="tanlu-work-"))
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "tanlu.services.console.worker",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                env={**os.environ, "TMPDIR": str(self._spool)},
                limit=1 << 22,
            )
        return self._process

    async def warm(self) -> None:
        """Begin the process before there is work for it."""
        await self._ready()

    async def stop(self, job: Job) -> None:
        """End the process that does the job, and remove what it left half made."""
        self._current = job
        job.tell(state="cancelled", ended=_now())
        await self._end_process()

    async def _end_process(self) -> None:
        job = self._current
        process, self._process = self._process, None
        if process is not None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
            kept.remove_stale(self._case, process.pid)
            if job is not None and job.asked.act == "measure" and job.started is not None:
                _remove_half_made_runs(self._case, datetime.fromisoformat(job.started).timestamp())
        if self._spool is not None:
            shutil.rmtree(self._spool, ignore_errors=True)

    async def close(self) -> None:
        """End the worker."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        await self._end_process()


def _remove_half_made_runs(case: Path, since: float) -> None:
    for left in (case / "runs").glob(".run-*"):
        if left.stat().st_mtime >= since - 1:
            shutil.rmtree(left, ignore_errors=True)


def _hear(job: Job, news: Mapping[str, Any]) -> None:
    if "step" in news:
        job.tell(step=str(news["step"])[:200], step_zh=str(news["step_zh"])[:200])
    elif "done" in news:
        job.tell(state="done", place=Path(news["done"]), ended=_now())
    elif "refused" in news:
        told = news["refused"]
        unforeseen = told["kind"] == "Unforeseen"
        code = told.get("code") or {"YearClosed": "year_closed"}.get(told["kind"], "case_refused")
        problem = (
            ApiError(500, "broken", message("web.unforeseen", error=told["message"]))
            if unforeseen
            else problem_from(code, told["message"], told["message_zh"], told.get("reason"))
        )
        job.tell(state="failed", problem=problem, ended=_now())


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
