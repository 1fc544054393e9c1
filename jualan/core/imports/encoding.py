"""Is a file text to its very end, and in which encoding: learned in one pass over its bytes."""

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import BinaryIO

from jualan.core.imports.stopped import FileRefused

BLOCK = 1 << 20
SAMPLE = 1 << 16
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
KNOWN_BINARIES = ((b"PK\x03\x04", "zip"), (b"\xd0\xcf\x11\xe0", "xls"), (b"%PDF", "pdf"), (b"\x89PNG", "png"))
EASTERN = ("gb18030", "big5", "shift_jis", "euc_kr")
MANY_BYTES = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
HIGH_BYTES = re.compile(rb"[\x80-\xff]")
HIGH_RUNS = re.compile(rb"[\x80-\xff]{2,}")
NOT_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
NOTHING = b"\x00 \r\n\t\xef\xbb\xbf\xff\xfe"


@dataclass(frozen=True, slots=True)
class Encoding:
    """`is_damaged`: some bytes do not belong to it and read as U+FFFD. `is_guessed`: no mark and no proof."""

    name: str
    is_damaged: bool = False
    is_guessed: bool = False


@dataclass(slots=True)
class Inspection:
    """What one pass over the bytes of a text file shows."""

    file: str
    lines: int = 0
    ends_with_newline: bool = True
    digest: str = ""
    _many_bytes: int = 0
    _high_bytes: int = 0
    _odd_lines: bytearray = field(default_factory=bytearray)

    def encoding(self, stream: BinaryIO) -> Encoding:
        """Read the stream to its end; `FileRefused` when it is empty or no text."""
        first = stream.read(BLOCK)
        if not first.strip(NOTHING):
            raise FileRefused("file_empty", file=self.file)
        marked = _marked_encoding(first) or _wide_encoding(first)
        self._refuse_binary(first, is_wide=marked is not None and marked != "utf-8-sig")
        name = marked or "utf-8"
        if self._is_decodable(first, stream, name):
            return Encoding(name)
        return Encoding(name, is_damaged=True) if marked else self._guessed()

    def _refuse_binary(self, first: bytes, *, is_wide: bool) -> None:
        for magic, kind in KNOWN_BINARIES:
            if first.startswith(magic):
                raise FileRefused("file_not_text", file=self.file, looks_like=kind)
        head = first[:SAMPLE]
        if not is_wide and len(CONTROLS.findall(head)) * 200 > len(head):
            raise FileRefused("file_not_text", file=self.file, looks_like="binary")

    def _is_decodable(self, first: bytes, stream: BinaryIO, encoding: str) -> bool:
        decode = codecs.getincrementaldecoder(encoding)().decode
        block, last, is_sound = first, b"", True
        content = blake2b(digest_size=16)
        while block:
            content.update(block)
            is_sound = is_sound and _decodes(decode, block)
            if not is_sound:
                self._weigh(block)
            self.lines += _line_ends(block, last[-1:])
            last, block = block, stream.read(BLOCK)
        self.digest = content.hexdigest()
        self.ends_with_newline = last.rstrip(b"\x00").endswith((b"\n", b"\r"))
        self.lines += not self.ends_with_newline
        if is_sound and not _decodes(decode, b"", final=True):
            self._weigh(last)
            return False
        return is_sound

    def _weigh(self, block: bytes) -> None:
        """Count what speaks for UTF-8 and keep the lines that may not be."""
        whole = MANY_BYTES.findall(block)
        self._many_bytes += len(whole)
        self._high_bytes += len(HIGH_BYTES.findall(block)) - sum(map(len, whole))
        for line in block.split(b"\n") if len(self._odd_lines) < SAMPLE else ():
            if HIGH_BYTES.search(line) and len(self._odd_lines) < SAMPLE:
                self._odd_lines += line[:SAMPLE] + b"\n"

    def _guessed(self) -> Encoding:
        """UTF-8 with damaged places, an eastern code page where the bytes speak for it, else the western one."""
        sample = bytes(self._odd_lines)
        if self._many_bytes > self._high_bytes:
            return Encoding("utf-8", is_damaged=True)
        name = _eastern_encoding(sample) or ("latin-1" if NOT_CP1252.search(sample) else "cp1252")
        return Encoding(name, is_damaged=name != "latin-1", is_guessed=True)


def _marked_encoding(first: bytes) -> str | None:
    return next((name for mark, name in BYTE_ORDER_MARKS if first.startswith(mark)), None)


def _wide_encoding(first: bytes) -> str | None:
    """UTF-16 without a mark shows as every second byte being nothing."""
    head = first[:4096]
    low, high = head[::2].count(0), head[1::2].count(0)
    if max(low, high) * 2 < len(head) // 2 or min(low, high) * 20 > max(low, high):
        return None
    return "utf-16-le" if high > low else "utf-16-be"


def _eastern_encoding(sample: bytes) -> str | None:
    """A two-byte code page, only where most high bytes stand in pairs, as they hardly do in western words."""
    if sum(map(len, HIGH_RUNS.findall(sample))) * 2 < len(HIGH_BYTES.findall(sample)):
        return None
    from charset_normalizer import from_bytes  # noqa: PLC0415 costs 30 ms and is needed for odd files only

    best = from_bytes(sample, cp_isolation=list(EASTERN)).best()
    return None if best is None else best.encoding


def _decodes(decode: Callable[[bytes, bool], str], block: bytes, *, final: bool = False) -> bool:
    try:
        decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


def _line_ends(block: bytes, before: bytes) -> int:
    """Physical line ends of a block: LF, CR LF or CR."""
    ends = block.count(b"\n")
    if b"\r" in block:
        ends += block.count(b"\r") - block.count(b"\r\n")
    return ends - (before == b"\r" and block.startswith(b"\n"))
