"""What an operation has in its hands: the request of a program that came in by the door."""

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from hanse.accounts.models import Token, User


class ApiRequest(HttpRequest):
    """A request with its number, its token, and the user of the token."""

    id: str
    token: Token
    user: User


def uploads_of(request: HttpRequest) -> dict[str, UploadedFile]:
    """Return the last file of each name that a form brought."""
    return {name: file for name, file in request.FILES.items() if isinstance(file, UploadedFile)}
