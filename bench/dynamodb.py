"""Answers as DynamoDB does when all goes well, at no distance and with no table behind it.

python -m bench.dynamodb   prints its port; ends when it is terminated
"""

import json
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from subprocess import PIPE, Popen
from sys import executable
from typing import Any

_ANSWERS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "BatchExecuteStatement": lambda asked: {
        "Responses": [{"TableName": "bench"} for _ in asked["Statements"]]
    },
    "PutItem": lambda _: {},
    "TransactWriteItems": lambda _: {},
}


class Answer(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        operation = self.headers["X-Amz-Target"].rpartition(".")[2]
        body = json.dumps(_ANSWERS[operation](asked)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("x-amz-crc32", str(zlib.crc32(body)))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *_: object) -> None:  # noqa: A002
        """Nothing to say."""


@contextmanager
def dynamodb() -> Iterator[str]:
    """Its address. In a process of its own, so that its work counts for nobody."""
    with Popen([executable, "-m", "bench.dynamodb"], stdout=PIPE, text=True) as process:
        try:
            assert process.stdout
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.terminate()


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    print(server.server_port, flush=True)
    server.serve_forever()
