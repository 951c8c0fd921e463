"""MiniStack 1.5.33 with a repair, run by the Python of its own environment.

It writes no stream record for what PartiQL inserts, as BatchExecuteStatement does; DynamoDB does
("Change data capture for DynamoDB Streams").
"""

from typing import Any

from ministack.app import main  # type: ignore[import-not-found]
from ministack.services import dynamodb  # type: ignore[import-not-found]

_insert = dynamodb._partiql_insert


def _told_insert(table: dict[str, Any], parsed: dict[str, Any]) -> Any:
    answer = _insert(table, parsed)
    if answer[0] == 200:
        item = parsed["item"]
        new = item["M"] if set(item) == {"M"} else item
        dynamodb._emit_stream_event(table["TableName"], "INSERT", None, new)
    return answer


dynamodb._partiql_insert = _told_insert

if __name__ == "__main__":
    main()
