"""Files that come from outside, judged before anything reads them: what they would unpack to, and what is hidden in them."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from tanlu.core.errors import TableError

MOST_UNPACKED = 1_000_000_000
"""Bytes that a workbook or a Parquet file may unpack to."""
MOST_MEMBERS = 5_000
_BLOCK = 1 << 20
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_LIVE = re.compile(r"(vbaProject|externalLinks/|activeX/|embeddings/|connections\.xml|customUI)", re.IGNORECASE)
_LOCAL_HEADER = 30


class Unsafe(TableError):
    """A container that is not opened; ``reason`` is ``zip_bomb``, ``formula`` or ``not_a_table``."""

    def __init__(self, reason: str, message: str, file: str) -> None:
        super().__init__(message, file)
        self.reason = reason


def judge_workbook(path: Path, file: str, *, most: int = MOST_UNPACKED) -> None:
    """Refuse a workbook that unpacks to too much, whose members lie over each other, or that holds formulas.

    The declared sizes are added up first, then each member is unpacked block by block and its real size counted, so
    that nothing is held and a size that lies is found out.

    Raises
    ------
    Unsafe
        Naming what was met.
    """
    try:
        with zipfile.ZipFile(path) as book, path.open("rb") as stream:
            members = book.infolist()
            _judge_declared(members, path.stat().st_size, file, most)
            left = most
            for member in members:
                left -= _unpacked(stream, member, file, left)
    except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, ValueError) as error:
        if isinstance(error, Unsafe):
            raise
        raise Unsafe(
            "not_a_table", f"{file} is no sound workbook; save it again as .xlsx, or as .csv in UTF-8", file
        ) from error


def _judge_declared(members: list[zipfile.ZipInfo], size: int, file: str, most: int) -> None:
    if len(members) > MOST_MEMBERS:
        raise _bomb(file, f"has {len(members):,} parts")
    declared, packed = sum(m.file_size for m in members), sum(m.compress_size for m in members)
    if declared > most:
        raise _bomb(file, f"says that it unpacks to {declared:,} bytes")
    if packed > size:
        raise _bomb(file, "has parts that lie over each other")
    live = next((m.filename for m in members if _LIVE.search(m.filename)), None)
    if live:
        met = f"{file} holds {live[:60]}, which a spreadsheet would run or load; save the values alone as a new .xlsx or .csv"
        raise Unsafe("formula", met, file)


def _bomb(file: str, met: str) -> Unsafe:
    mend = f"a workbook may unpack to {MOST_UNPACKED:,} bytes; save the table as .csv or .parquet"
    return Unsafe("zip_bomb", f"{file} {met}; {mend}", file)


def _unpacked(stream: BinaryIO, member: zipfile.ZipInfo, file: str, most: int) -> int:
    """The real size of a member; its blocks are looked through for formulas on the way."""
    is_sheet = member.filename.lower().startswith("xl/worksheets/")
    size, tail = 0, b""
    for block in _blocks(stream, member):
        size += len(block)
        if size > most:
            raise _bomb(file, f"unpacks to more than {most:,} bytes in {member.filename[:60]}")
        if is_sheet:
            if _FORMULA.search(tail + block):
                met = f"{file} holds formulas in {member.filename[:60]}; paste them as values and save it again"
                raise Unsafe("formula", met, file)
            tail = block[-40:]
    if size != member.file_size:
        raise _bomb(file, f"says that {member.filename[:60]} has {member.file_size:,} bytes, and it has {size:,}")
    return size


def _blocks(stream: BinaryIO, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of a member, unpacked block by block from where it really lies."""
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or member.flag_bits & 1:
        raise zipfile.BadZipFile("a part is packed in a way that workbooks do not use")
    stream.seek(member.header_offset)
    header = stream.read(_LOCAL_HEADER)
    if len(header) < _LOCAL_HEADER or header[:4] != b"PK\x03\x04":
        raise zipfile.BadZipFile("a part is not where the list of parts says")
    stream.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    left = member.compress_size
    if member.compress_type == zipfile.ZIP_STORED:
        while left > 0 and (block := stream.read(min(_BLOCK, left))):
            left -= len(block)
            yield block
        return
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    while not unpacker.eof:
        packed = unpacker.unconsumed_tail
        if not packed:
            packed = stream.read(min(_BLOCK, left))
            left -= len(packed)
            if not packed:
                break
        if block := unpacker.decompress(packed, _BLOCK):
            yield block


def judge_parquet(path: Path, file: str, *, most: int = MOST_UNPACKED) -> None:
    """Refuse a Parquet file whose footer promises more than may be unpacked.

    Raises
    ------
    Unsafe
        Naming what was met.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as opened:
            metadata = opened.metadata
            promised = sum(metadata.row_group(at).total_byte_size for at in range(metadata.num_row_groups))
            values = metadata.num_rows * max(metadata.num_columns, 1)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise Unsafe(
            "not_a_table", f"{file} cannot be read as Parquet; write it again, or send a .csv", file
        ) from error
    if promised > most or values > most:
        raise _bomb(file, f"promises {metadata.num_rows:,} rows and {promised:,} bytes")
