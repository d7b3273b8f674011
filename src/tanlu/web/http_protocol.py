"""The reader of requests: uvicorn's with a parser in C, which by itself would take a head of any length."""

from __future__ import annotations

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST_HEAD_BYTES = 32_768
"""The address and headers of one request; browsers and proxies send a fraction of it."""


class BoundedHttpProtocol(HttpToolsProtocol):
    """One connection. A request whose address and headers are too long is refused (431), and the connection closed."""

    _is_in_head = False
    _head_bytes = 0
    _waiting_bytes = 0

    def data_received(self, data: bytes) -> None:
        """Take what came; of a head that does not end, the parser has kept all that came since it began."""
        was_in_head = self._is_in_head
        super().data_received(data)
        self._waiting_bytes = self._waiting_bytes + len(data) if was_in_head and self._is_in_head else 0
        if self._waiting_bytes > MOST_HEAD_BYTES and not self.transport.is_closing():
            self._refuse()

    def send_400_response(self, msg: str) -> None:
        """Refuse what the parser could not take, or was kept from taking."""
        if self._head_bytes > MOST_HEAD_BYTES:
            self._refuse()
        else:
            super().send_400_response(msg)

    def _refuse(self) -> None:
        told = b"the address and headers of the request are longer than %d bytes; send less" % MOST_HEAD_BYTES
        head = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-type: text/plain; charset=utf-8\r\n"
        self.transport.write(head + b"content-length: %d\r\nconnection: close\r\n\r\n" % len(told) + told)
        self.transport.close()

    def on_message_begin(self) -> None:
        """A request begins."""
        self._is_in_head, self._head_bytes = True, 0
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """The address, or a piece of it."""
        self._head_bytes += len(url)
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header."""
        self._head_bytes += len(name) + len(value)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The head has ended; one that is too long ends the parser's work."""
        self._is_in_head = False
        if self._head_bytes > MOST_HEAD_BYTES:
            raise ValueError("the head is too long")
        super().on_headers_complete()
