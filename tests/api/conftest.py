"""Programs at the API: the people of the cast with a token each."""

from dataclasses import dataclass, field

import pytest
from django.test import Client

from hanse.accounts.tokens import make_token


@dataclass
class Caller:
    """A program with a token; answers are Django's responses, `json()` and all."""

    text: str
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def call(self, method: str, path: str, body=None, *, query: str = "", **headers):
        path = path if path.startswith("/") else f"/api/v1/{path}"
        sent = {"Authorization": f"Bearer {self.text}"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        return self.client.generic(
            method,
            path + (f"?{query}" if query else ""),
            b"" if body is None else self.client._encode_json(body, "application/json"),
            content_type="application/json",
            headers=sent,
        )

    def get(self, path: str, query: str = "", **headers):
        return self.call("GET", path, query=query, **headers)

    def post(self, path: str, body=None, **headers):
        return self.call("POST", path, body, **headers)

    def patch(self, path: str, body=None, query: str = "", **headers):
        return self.call("PATCH", path, body, query=query, **headers)

    def delete(self, path: str, query: str = "", **headers):
        return self.call("DELETE", path, query=query, **headers)


@dataclass
class Callers:
    """One program for each person of the cast."""

    admin: Caller
    user1: Caller
    manager1: Caller
    user2: Caller


def caller_for(user, **about) -> Caller:
    return Caller(make_token(user, "test", **about)[1])


@pytest.fixture
def api(cast) -> Callers:
    return Callers(*(caller_for(getattr(cast, who)) for who in ("admin", "user1", "manager1", "user2")))


def errors(response) -> dict[str, str]:
    """The problems of an answer by field."""
    return {each["field"]: each["message"] for each in response.json()["errors"]}
