"""A batch of answers being marked in the order they came: what the database says of each, and what is to be written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any, NamedTuple

from tanlu.engage.giving.accounts import Posting
from tanlu.engage.giving.terms import Terms, shanghai_day
from tanlu.engage.quiz.grading import Attempt, GivingCount, Reason, count, is_expired, which_cap, why_it_cannot_give
from tanlu.engage.quiz.identity import giver_of
from tanlu.engage.quiz.question import Question
from tanlu.engage.quiz.rounds import option_ids, serve_from
from tanlu.engage.quiz.statistics import knew_percent
from tanlu.services.giving.campaign_ledger import chained
from tanlu.services.quiz.question_bank import Questions, version_name
from tanlu.services.quiz.replies import Reply, refusal, reply_to
from tanlu.store.giving.blocks import BlockRow
from tanlu.store.giving.counts import CountRow
from tanlu.store.quiz.answers import AnswerRow, RoundRow

CountKey = tuple[str, int, str]


class AnswerRequest(NamedTuple):
    """One answer as it was sent, by whom and from where.

    Parameters
    ----------
    device, address : as they are counted
    key : the sender's own name for this answer
    round, position, serve : where it was served
    at_ms : when the server heard it
    """

    player: str
    device: str
    address: str
    key: str
    round: str
    position: int
    serve: str
    option: str
    at_ms: int


def _counted(request: AnswerRequest, terms: Terms) -> dict[str, CountKey]:
    """Counts that a cap asks for: of the player, the device and the address."""
    campaign, day = terms.campaign, shanghai_day(request.at_ms)
    counted: dict[str, CountKey] = {}
    if terms.per_player_day or terms.per_player_minute:
        counted["player"] = (campaign, day, f"p{request.player}")
    if terms.per_device_day:
        counted["device"] = (campaign, day, f"d{request.device}")
    if terms.per_address_day:
        counted["address"] = (campaign, day, f"a{request.address}")
    return counted


class InsufficientFunds(Exception):
    """The server's block cannot pay all right answers of the batch; nothing was written."""

    def __init__(self, terms: Terms, answers: int) -> None:
        super().__init__(f"{answers} answers may give from {terms.campaign}")
        self.terms, self.answers = terms, answers


class Tallies:
    """First attempts at each question version, and how many were right, as far as this server knows."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts: dict[str, tuple[int, int]] = {}
        self._since: dict[str, tuple[int, int]] = {}

    def of(self, name: str) -> tuple[int, int]:
        """Attempts and right ones of one question version."""
        return self._counts.get(name, (0, 0))

    def add(self, answers: Iterable[AnswerRow]) -> None:
        """Count answers that are kept."""
        with self._lock:
            for row in answers:
                if row.first_of is not None:
                    for counts in (self._counts, self._since):
                        attempts, right = counts.get(row.first_of, (0, 0))
                        counts[row.first_of] = (attempts + 1, right + row.is_right)

    def begin(self) -> None:
        """Note from here on what a recount of this moment will not have."""
        with self._lock:
            self._since = {}

    def replace(self, counted: dict[str, tuple[int, int]]) -> None:
        """Take over what the database had when the recount began, with what came since."""
        with self._lock:
            for name, (attempts, right) in self._since.items():
                before, right_before = counted.get(name, (0, 0))
                counted[name] = (before + attempts, right_before + right)
            self._counts = counted


@dataclass(slots=True)
class _GradableAnswer:
    """A request that can be graded: its round, the names of its options, what was chosen, and the counts that may cap it."""

    request: AnswerRequest
    round: RoundRow
    question: Question
    options: Sequence[str]
    chosen: int
    first_name: str
    counted: dict[str, CountKey]

    @property
    def is_right(self) -> bool:
        return self.chosen == self.question.right


class AnswerBatch:
    """Answers that share a transaction; ``meet_…`` takes in what the database says, ``mark`` decides, the rest is to be written."""

    def __init__(
        self,
        requests: Sequence[AnswerRequest],
        questions: Questions,
        secret: bytes,
        terms: Terms | None,
        tallies: Tallies,
    ) -> None:
        self._requests = requests
        self._questions = questions
        self._secret = secret
        self.terms = terms
        self._tallies = tallies
        self._rounds: dict[tuple[str, str], RoundRow] = {}
        self._by_key: dict[tuple[str, str], AnswerRow] = {}
        self._by_place: dict[tuple[str, str, int], AnswerRow] = {}
        self._firsts: set[tuple[str, str]] = set()
        self._marked: list[_GradableAnswer | Reply | None] = []
        self._counts: dict[CountKey, GivingCount] = {}
        self._before: dict[CountKey, int] = {}
        self._added_attempts: dict[str, tuple[int, int]] = {}
        self._known_empty = False
        self._committed_fen = 0
        self.gradable: list[_GradableAnswer] = []
        self.may_give: list[_GradableAnswer] = []
        self.block: BlockRow | None = None
        self.answers: list[AnswerRow] = []
        self.postings: list[dict[str, Any]] = []
        self._replies: list[Reply] = []

    # ------------------------------------------------------------ what the database says

    def load_rounds(self, found: Iterable[tuple[Any, ...]]) -> None:
        """Rounds that were found."""
        rounds = {(row[0], row[1]): RoundRow(*row) for row in found}
        self._rounds = rounds

    def load_stored(self, found: Iterable[tuple[Any, ...]]) -> None:
        """Answers that are kept already; then each request is either gradable, or has its reply."""
        for row in sorted((AnswerRow(*cells) for cells in found), key=lambda row: (row.at_ms, row.position)):
            self._remember(row)
            own = self._rounds.get((row.player, row.round))
            if own is not None:
                own.last_graded_ms, own.streak = row.at_ms, row.streak
        self._marked = [self._understood(request) for request in self._requests]
        self.gradable = [one for one in self._marked if isinstance(one, _GradableAnswer)]

    def _remember(self, row: AnswerRow) -> None:
        self._by_key[row.player, row.request_key] = row
        self._by_place[row.player, row.round, row.position] = row

    def _understood(self, request: AnswerRequest) -> _GradableAnswer | Reply | None:
        """A gradable request, a refusal, or None where an answer of the same key or serve is there."""
        if self._known(request):
            return None
        row = self._rounds.get((request.player, request.round))
        serve = serve_from(row.serves, request.position) if row is not None else None
        if row is None or serve is None:
            return refusal("not_served")
        if is_expired(row.served_ms, request.at_ms) and row.mode != "practice":
            return refusal("expired")
        question = self._questions.get(serve.question, serve.version)
        if question is None:
            return refusal("withdrawn")
        options = option_ids(request.serve, len(serve.order), self._secret)
        if request.option not in options:
            return refusal("unknown_option")
        chosen, name = options.index(request.option), version_name(*question.key)
        return _GradableAnswer(request, row, question, options, chosen, name, {})

    def _known(self, request: AnswerRequest) -> bool:
        place = (request.player, request.round, request.position)
        return (request.player, request.key) in self._by_key or place in self._by_place

    def first_names(self) -> Collection[tuple[str, str]]:
        """Players and question versions of which it is to be known whether they met before."""
        return {(one.request.player, one.first_name) for one in self.gradable}

    def load_firsts(self, found: Iterable[tuple[Any, ...]]) -> None:
        """Players and question versions that have met; who is right for the first time may give."""
        self._firsts = {(player, name) for player, name in found}
        if self.terms is not None:
            self.may_give = [one for one in self.gradable if one.is_right and self._is_first(one)]
            for one in self.may_give:
                one.counted = _counted(one.request, self.terms)

    def _is_first(self, one: _GradableAnswer) -> bool:
        return (one.request.player, one.first_name) not in self._firsts

    def _attempt(self, one: _GradableAnswer) -> Attempt:
        return Attempt(
            is_right=one.is_right,
            is_first=self._is_first(one),
            is_reviewed=one.question.is_reviewed,
            is_retired=one.question.retired is not None,
            served_ms=one.round.served_ms,
            last_graded_ms=one.round.last_graded_ms,
            at_ms=one.request.at_ms,
        )

    def count_keys(self) -> set[CountKey]:
        """Counts that decide on caps."""
        return {key for one in self.may_give for key in one.counted.values()}

    def load_counts(self, found: Iterable[tuple[Any, ...]]) -> None:
        """Counts that are there; the others are nought."""
        for campaign, day, who, given, recent in found:
            key = (campaign, day, who)
            self._counts[key] = GivingCount(given, tuple(map(int, recent.split(","))) if recent else ())
            self._before[key] = given

    def meet_block(self, block: BlockRow | None, known_empty: bool) -> None:
        """The server's block, locked, and whether there was no other money when it was set aside."""
        gone = block is not None and not block.is_open
        self.block = None if gone or (block and self.terms and block.campaign != self.terms.campaign) else block
        self._known_empty = known_empty and not gone

    def meet_committed(self, committed_fen: int) -> None:
        """What the campaign has committed so far."""
        self._committed_fen = committed_fen

    # ------------------------------------------------------------ what is decided

    def grade(self) -> None:
        """Grade each request in turn.

        Raises
        ------
        ShortOfMoney
            A block is to be set aside first.
        """
        for request, one in zip(self._requests, self._marked, strict=True):
            if isinstance(one, Reply):
                self._replies.append(one)
            elif one is None or self._known(request):
                self._replies.append(self._reply_again(request))
            else:
                row = self._graded(one)
                self._remember(row)
                self.answers.append(row)
                self._replies.append(reply_to(row, one.question, one.options[one.question.right]))

    def _reply_again(self, request: AnswerRequest) -> Reply:
        row = self._by_key.get((request.player, request.key))
        if row is None:
            return refusal("already_answered")
        same = (row.round, row.position) == (request.round, request.position)
        question = self._questions.get(row.question, row.version)
        if question is None:
            return refusal("withdrawn")
        options = option_ids(request.serve, len(question.options_en), self._secret)
        if not same or options[row.chosen] != request.option:
            return refusal("key_reused")
        return reply_to(row, question, options[question.right])

    def _graded(self, one: _GradableAnswer) -> AnswerRow:
        attempt, request = self._attempt(one), one.request
        reason = self._reason(attempt, one)
        released_fen = self._release(one) if reason == "gave" else 0
        if attempt.is_first:
            self._firsts.add((request.player, one.first_name))
        late = reason == "too_late" or is_expired(one.round.served_ms, request.at_ms)
        one.round.last_graded_ms = max(one.round.last_graded_ms, request.at_ms)
        one.round.streak = one.round.streak + 1 if attempt.is_right and not late else 0
        terms = self.terms
        return AnswerRow(
            player=request.player,
            round=request.round,
            position=request.position,
            request_key=request.key,
            question=one.question.question,
            version=one.question.version,
            language=one.round.language,
            chosen=one.chosen,
            is_right=int(attempt.is_right),
            first_of=one.first_name if attempt.is_first else None,
            reason="too_late" if late else reason,
            campaign=terms.campaign if terms else None,
            released_fen=released_fen,
            remaining_fen=terms.budget_fen - self._committed_fen if terms else None,
            knew_percent=self._knew(one, attempt),
            streak=one.round.streak,
            at_ms=request.at_ms,
        )

    def _knew(self, one: _GradableAnswer, attempt: Attempt) -> int | None:
        (kept, kept_right), (new, new_right) = (
            self._tallies.of(one.first_name),
            self._added_attempts.get(one.first_name, (0, 0)),
        )
        if attempt.is_first:
            new, new_right = new + 1, new_right + attempt.is_right
            self._added_attempts[one.first_name] = (new, new_right)
        return knew_percent(kept + new, kept_right + new_right)

    def _reason(self, attempt: Attempt, one: _GradableAnswer) -> Reason:
        terms = self.terms
        if (reason := why_it_cannot_give(attempt, terms)) is not None:
            return reason
        assert terms is not None
        if self._committed_fen + terms.rate_fen > terms.budget_fen:
            return "pot_empty"
        counts = {name: self._count(key) for name, key in one.counted.items()}
        if capped := which_cap(terms, one.request.at_ms, **counts):
            return capped
        if self.block is None or self.block.left_fen < terms.rate_fen:
            if not self._known_empty:
                raise InsufficientFunds(terms, len(self.may_give) or 1)
            return "pot_empty"
        return "gave"

    def _count(self, key: CountKey) -> GivingCount:
        """A count as it has come to; one that is not there yet is nought."""
        if (found := self._counts.get(key)) is None:
            found = self._counts[key] = GivingCount()
        return found

    def _release(self, one: _GradableAnswer) -> int:
        terms, block, request = self.terms, self.block, one.request
        assert terms is not None
        assert block is not None
        for key in one.counted.values():
            count(self._counts[key], request.at_ms, terms)
        block.number += 1
        posting = Posting(
            giver=giver_of(request.player, self._secret),
            posting=request.serve,
            campaign=terms.campaign,
            chain=block.block,
            number=block.number,
            debit="committed",
            credit="pot",
            amount_fen=terms.rate_fen,
            at_ms=request.at_ms,
        )
        row = chained(posting, block.head)
        block.head, block.spent_fen = row["hash"], block.spent_fen + terms.rate_fen
        self._committed_fen += terms.rate_fen
        self.postings.append(row)
        return terms.rate_fen

    # ------------------------------------------------------------ what is to be written, and said

    def grown_counts(self) -> dict[str, list[CountRow]]:
        """What counts have come to that grew: those that were ``known``, and ``new`` ones."""
        rows: dict[str, list[CountRow]] = {"known": [], "new": []}
        for key, given in self._counts.items():
            before = self._before.get(key)
            if given.today != (before or 0):
                moments = ",".join(map(str, given.recent_ms)) if key[2][0] == "p" else ""
                rows["new" if before is None else "known"].append(CountRow(*key, given.today, moments))
        return rows

    def replies(self) -> list[Reply]:
        """The reply to each request, in their order."""
        return self._replies
