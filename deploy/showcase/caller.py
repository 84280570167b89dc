"""One person at the suite's public REST API: signs in, asks, and is answered or refused."""

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import httpx

from contracts.base import Command, Request, department_of
from contracts.refusals import Fault, Refusal
from contracts.values import FileRef
from kit.wire import decode, encode

Reply = TypeVar("Reply")

# How long somebody keeps trying while the suite, or one department of it, is starting again.
PATIENCE_SECONDS = 120.0
PAUSE_SECONDS = 0.3
_SILENT = (502, 503, 504)
_SIGN_IN = 401


class Caller:
    """Somebody's session. Whatever goes wrong on the way is tried again under the same key."""

    def __init__(self, address: str, login: str = "", password: str = "") -> None:
        self._login, self._password = login, password
        self._http = httpx.Client(
            base_url=address,
            # A browser says where a form was sent from; who does not is taken for a stranger.
            headers={"Origin": address, "Accept-Language": "zh"},
            timeout=150,
            trust_env=False,
        )
        self._signed_in = False

    def ask(self, request: Request[Reply], *, key: str = "") -> Reply:
        """The department's reply; raises its Refusal."""
        reply: Reply = decode(type(request).ask.reply, self.raw(request, key=key))
        return reply

    def raw(self, request: Request[Any], *, key: str = "") -> Any:
        """The reply as it came: with it, files carry the address to fetch them from."""
        return self._send(**_http_form(request, key)).json()

    def upload(self, data: bytes, name: str) -> FileRef:
        """Hand in a file."""
        sent = self._send(method="POST", url="/api/files", files={"file": (name, data)})
        reference: FileRef = decode(FileRef, sent.json())
        return reference

    def download(self, request: Request[FileRef], folder: Path) -> Path:
        """Fetch the file a request leads to; it keeps the name it comes with."""
        reference = self.raw(request)
        path = folder / str(reference["name"])
        path.write_bytes(self._send(method="GET", url=reference["url"]).content)
        return path

    def get(self, url: str, **query: str) -> Any:
        """One of the gateway's own answers."""
        return self._send(method="GET", url=url, params=query).json()

    def post(self, url: str, **fields: Any) -> Any:
        """One of the gateway's own acts."""
        return self._send(method="POST", url=url, json=fields).json()

    def change_password(self, new: str) -> None:
        """Take a password of one's own instead of the first one; done before, it is done."""
        try:
            fields = {"old": self._password, "new": new}
            self._send(method="PUT", url="/api/password", json=fields)
        except Refusal as refusal:
            if refusal.status != _SIGN_IN:
                raise

    def close(self) -> None:
        """Leave."""
        self._http.close()

    def _send(self, **request: Any) -> httpx.Response:
        if self._login and not self._signed_in:
            self._sign_in()
        answer = self._patiently(lambda: self._http.request(**request))
        if answer.status_code == _SIGN_IN and self._login:
            self._sign_in()
            answer = self._patiently(lambda: self._http.request(**request))
        return _accepted(answer)

    def _sign_in(self) -> None:
        credentials = {"login": self._login, "password": self._password}
        _accepted(self._patiently(lambda: self._http.post("/api/session", json=credentials)))
        self._signed_in = True

    def _patiently(self, send: Callable[[], httpx.Response]) -> httpx.Response:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                answer = send()
            except httpx.TransportError:
                if time.monotonic() > deadline:
                    raise
            else:
                if answer.status_code not in _SILENT or time.monotonic() > deadline:
                    return answer
            time.sleep(PAUSE_SECONDS)


def _http_form(request: Request[Any], key: str) -> dict[str, Any]:
    """The one REST form a request's declaration gives it."""
    kind = type(request)
    fields = encode(request)
    path = re.sub(r"{(\w+)}", lambda found: str(fields.pop(found[1])), kind.ask.path)
    form: dict[str, Any] = {"method": kind.ask.method, "url": f"/api/{department_of(kind)}{path}"}
    if issubclass(kind, Command):
        form["headers"] = {"Idempotency-Key": key}
    if kind.ask.method in ("GET", "DELETE"):
        form["params"] = {name: value for name, value in fields.items() if value is not None}
    elif fields:
        form["json"] = fields
    return form


def _accepted(answer: httpx.Response) -> httpx.Response:
    """The answer, unless it is a refusal."""
    if answer.is_success:
        return answer
    if "problem+json" not in answer.headers.get("content-type", ""):
        answer.raise_for_status()
    problem = answer.json()
    refusal = Refusal(
        problem["code"],
        problem["detail_zh"],
        problem["detail_en"],
        problem["clause"],
        faults=[Fault(**fault) for fault in problem["faults"]],
    )
    refusal.status = answer.status_code
    raise refusal
