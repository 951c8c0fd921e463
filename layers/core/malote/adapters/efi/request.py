"""What can be asked of Efí: a method, and a path by its pattern."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from malote.adapters.efi.hosts import Api


@dataclass(frozen=True, slots=True)
class Request:
    """``pattern`` is a path as Efí documents it, ``values`` what stands for its ``:names``."""

    method: str
    pattern: str
    values: Mapping[str, str | int] = field(default_factory=dict)
    query: Mapping[str, str | int] = field(default_factory=dict)
    body: Mapping[str, object] | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def api(self) -> Api:
        """Whose it is."""
        return "pix" if self.pattern.startswith("/v2/") else "charges"

    @property
    def endpoint(self) -> str:
        """Its name in Efí's table of quotas."""
        return f"{self.method} {self.pattern}"

    @property
    def makes(self) -> bool:
        """Whether it does more than ask."""
        return self.method != "GET"

    @property
    def repeatable(self) -> bool:
        """Whether the same again does nothing more: an immediate charge has its own ``txid``."""
        return not self.makes or self.endpoint == "PUT /v2/cob/:txid"

    @property
    def path(self) -> str:
        """With its values, and the query."""
        path = re.sub(
            r":([a-z0-9_]+)",
            lambda name: quote(str(self.values[name[1]]), safe=""),
            self.pattern,
        )
        return f"{path}?{urlencode(self.query)}" if self.query else path

    def encoded(self) -> bytes | None:
        """The body on the wire."""
        return None if self.body is None else json.dumps(self.body).encode()
