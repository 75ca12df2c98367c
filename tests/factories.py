"""Plain functions that make records; a test states only what matters to it."""

from hanse.accounts.models import Profile, User
from hanse.companies.actions import create_company
from hanse.contacts.actions import create_contact
from hanse.journal.actor import Actor, Door

PASSWORD = "correct horse battery"


def acting(user, door: Door = Door.WEB) -> Actor:
    return Actor(user=user, door=door)


def make_user(username: str, *, profile: str = "Standard user", company=None, **more) -> User:
    more.setdefault("full_name", username.title())
    more.setdefault("email", f"{username}@example.com")
    user = User(username=username, profile=Profile.objects.get(name=profile), company=company, **more)
    user.set_unusable_password()
    user.save()
    return user


def make_company(name: str, *, by, **values):
    return create_company({"name": name} | values, by=acting(by))


def make_contact(full_name: str, *, company, by, **values):
    return create_contact({"full_name": full_name, "company": company.pk} | values, by=acting(by))
