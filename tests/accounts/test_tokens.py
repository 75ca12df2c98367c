"""Bearer tokens: shown once, kept as a hash, good for as long as they should be."""

import datetime

import pytest
from django.core import serializers
from django.utils import timezone

from hanse.accounts.models import Token
from hanse.accounts.tokens import find_token, make_token, revoke_token, revoke_tokens
from hanse.foundation.errors import Forbidden, Invalid, NotFound
from hanse.journal.models import Change
from tests.factories import acting


def test_T_02_a_stolen_database_holds_no_token(cast):
    token, text = make_token(cast.user1, "ERP", by=acting(cast.user1))

    dump = serializers.serialize("json", [*Token.objects.all(), *Change.objects.all()])
    assert text not in dump
    assert text.removeprefix("hanse_") not in dump
    assert token.prefix == text[:12]


def test_a_token_finds_its_user(cast):
    token, text = make_token(cast.user1, "ERP", read_only=True, days=30)

    found = find_token(text)

    assert (found, found.user, found.read_only) == (token, cast.user1, True)
    assert find_token(text + "x") is None
    assert find_token("") is None


def test_a_token_ends_with_its_days_its_revocation_or_its_user(cast):
    aged, aged_text = make_token(cast.user1, "aged", days=1)
    Token.objects.filter(pk=aged.pk).update(expires_at=timezone.now() - datetime.timedelta(seconds=1))
    revoked, revoked_text = make_token(cast.user1, "revoked")
    revoke_token(revoked, by=acting(cast.user1))
    _, text = make_token(cast.manager1, "left")
    type(cast.manager1).objects.filter(pk=cast.manager1.pk).update(is_active=False)

    assert [find_token(each) for each in (aged_text, revoked_text, text)] == [None, None, None]


def test_last_use_is_noted_at_most_once_a_minute(cast):
    token, text = make_token(cast.user1, "ERP")
    find_token(text)
    first = Token.objects.get(pk=token.pk).last_used_at

    find_token(text)
    same = Token.objects.get(pk=token.pk).last_used_at
    Token.objects.filter(pk=token.pk).update(last_used_at=first - datetime.timedelta(minutes=2))
    find_token(text)

    assert first is not None
    assert same == first
    assert Token.objects.get(pk=token.pk).last_used_at > first


def test_tokens_are_made_and_ended_by_their_user_or_a_superadmin(cast):
    token, _ = make_token(cast.user1, "ERP", by=acting(cast.admin))

    with pytest.raises(Forbidden):
        make_token(cast.user1, "spy", by=acting(cast.manager1))
    with pytest.raises(NotFound):
        revoke_token(token, by=acting(cast.manager1))
    assert revoke_tokens(cast.user1, by=acting(cast.user1)) == 1
    assert [row.verb for row in Change.objects.filter(kind="token").order_by("id")] == ["created", "deleted"]


@pytest.mark.parametrize(
    "values", [{"name": " "}, {"name": "ERP", "days": 0}, {"name": "ERP", "days": 10**6}]
)
def test_a_token_without_a_name_or_with_senseless_days_is_refused(cast, values):
    with pytest.raises(Invalid):
        make_token(cast.user1, **values)
