"""Signing in by login name; the user comes with profile and company, in one query."""

from django.contrib.auth.backends import BaseBackend

from hanse.accounts.models import User


class HanseBackend(BaseBackend):
    """Checks the password of an active user; an unknown name costs as much time as a wrong password."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        if username is None or password is None or len(password) > 1000:
            return None
        try:
            user = User.objects.get_by_natural_key(username[:60])
        except User.DoesNotExist:
            User().set_password(password)
            return None
        return user if user.check_password(password) and user.is_active else None

    def get_user(self, user_id):
        return (
            User.objects.select_related("profile", "company", "shelf")
            .filter(pk=user_id, is_active=True)
            .first()
        )
