"""The service, as a device asks it: every request signed with the device's own key."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
from pydantic import BaseModel, ValidationError

from integrador import storing
from integrador.addresses import is_here, secure
from integrador.answers import fetch
from integrador.device_key import DeviceKey
from integrador.errors import ServiceInsecure, ServiceUnreachable
from integrador.problems import trouble
from malote.clock import utc_now
from malote.errors import ClockSkewed
from malote.relay.models import JobResult, SignedJob
from malote.relay.signed_requests import Request, headers
from malote.relay.wire import (
    DeviceEvent,
    DeviceEvents,
    DocumentLink,
    DocumentLinks,
    LeaseGranted,
    LeaseRenewed,
    Presence,
    ToSend,
    ToUpload,
    UploadLink,
)

_PATIENCE = 15.0


class Remote:
    """Raises ServiceUnreachable when asking again may help, and the errors that it is told."""

    def __init__(
        self,
        api_url: str,
        device_id: str,
        key: DeviceKey,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._base = secure(api_url).rstrip("/")
        self._device_id = device_id
        self._key = key
        self._clock = clock
        self._offset = timedelta()
        self._http = httpx.Client(timeout=_PATIENCE)

    def now(self) -> datetime:
        """The service's time, as far as this computer knows it."""
        return self._clock() + self._offset

    def lease(self, session: str) -> LeaseGranted:
        """Take the work. Raises LeaseHeld and other DeviceErrors."""
        return self._told(LeaseGranted, "POST", "/lease", Presence(session=session))

    def heartbeat(self, session: str) -> LeaseRenewed:
        """Go on having it. Raises LeaseHeld."""
        return self._told(LeaseRenewed, "POST", "/heartbeat", Presence(session=session))

    def leave(self, session: str, patience: float = _PATIENCE) -> None:
        """Give it up."""
        self._call("POST", "/leave", Presence(session=session), patience=patience)

    def job(self, session: str, wait: int) -> SignedJob | None:
        """The next one; None if none came in so many seconds. Raises LeaseHeld."""
        query = {"session": session, "wait": str(wait)}
        answer = self._call("GET", "/jobs", query=query, patience=wait + _PATIENCE)
        return None if answer.status_code == httpx.codes.NO_CONTENT else _read(SignedJob, answer)

    def bring(self, job_id: str, sha256: str, content: bytes) -> None:
        """Put a job's answer into the bucket."""
        wanted = ToUpload(sha256=sha256, size=len(content))
        self.put(self._told(UploadLink, "POST", f"/jobs/{job_id}/upload", wanted), content)

    def put(self, link: UploadLink, content: bytes) -> None:
        """Bytes where the service wants them: never into this computer, unless it is here too."""
        secure(link.url)
        if is_here(link.url) and not is_here(self._base):
            raise ServiceInsecure(link.url.partition("?")[0])
        storing.put(link, content)

    def report(self, job_id: str, result: JobResult) -> None:
        """Tell what came of a job. Raises JobNotYours."""
        self._call("POST", f"/jobs/{job_id}/result", result)

    def links(self, documents: Iterable[ToUpload]) -> list[DocumentLink]:
        """Where documents are to be put, fifty at most."""
        wanted = ToSend(documents=tuple(documents))
        return self._told(DocumentLinks, "POST", "/documents", wanted).items

    def tell(self, events: Iterable[DeviceEvent]) -> None:
        """What happened here, fifty at most."""
        self._call("POST", "/events", DeviceEvents(events=tuple(events)))

    def close(self) -> None:
        """Let go of its connections."""
        self._http.close()

    def _told[Told: BaseModel](
        self, kind: type[Told], method: str, path: str, body: BaseModel
    ) -> Told:
        return _read(kind, self._call(method, path, body))

    def _call(
        self,
        method: str,
        path: str,
        body: BaseModel | None = None,
        *,
        query: Mapping[str, str] | None = None,
        patience: float = _PATIENCE,
    ) -> httpx.Response:
        content = body.model_dump_json(exclude_none=True).encode() if body else b""
        asked: dict[str, Any] = {"params": query or {}, "content": content}
        url = f"{self._base}/remote{path}"
        request = Request(method, urlsplit(url).path, query or {}, content)
        answer = self._send(request, url, patience, asked)
        if not answer.is_success and isinstance(error := trouble(answer), ClockSkewed):
            self._correct(error)
            answer = self._send(request, url, patience, asked)
        if not answer.is_success:
            raise trouble(answer)
        return answer

    def _send(
        self, request: Request, url: str, patience: float, asked: dict[str, Any]
    ) -> httpx.Response:
        signed = headers(request, self._device_id, self._key.private, self.now())
        if request.body:
            signed["Content-Type"] = "application/json"
        try:
            return fetch(self._http, request.method, url, patience, headers=signed, **asked)
        except httpx.RequestError as error:
            raise ServiceUnreachable(f"{urlsplit(url).hostname}: {error}") from None

    def _correct(self, error: ClockSkewed) -> None:
        try:
            right = datetime.fromisoformat(error.detail)
            self._offset = right - self._clock()
        except (ValueError, TypeError):
            raise error from None


def _read[Told: BaseModel](kind: type[Told], answer: httpx.Response) -> Told:
    try:
        return kind.model_validate_json(answer.content)
    except ValidationError:  # somebody else answers: a hotel's login page, a proxy's
        raise ServiceUnreachable("a resposta não é do serviço do Malote") from None
