"""
Who may enter an operation at all. Every operation carries exactly one of these; the door refuses to open without.

A policy is asked before the body is read, so that a refusal tells nothing about what a right request looks like.
"""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from hanse.accounts.access import Access, Right
from hanse.foundation.errors import Forbidden, NotFound

Operation = Callable[..., Any]


def signed_in(operation: Operation) -> Operation:
    """Let every token in."""
    return _with(operation, "signed_in", lambda access: None)


def superadmin(operation: Operation) -> Operation:
    """Let superadmins in; for everybody else there is nothing."""

    def admit(access: Access) -> None:
        if not access.is_superadmin:
            raise NotFound

    return _with(operation, "superadmin", admit)


def needs(right: Right, section: str) -> Callable[[Operation], Operation]:
    """Let people with `right` in `section` in; without the right to view, or while it is hidden, there is nothing (A2)."""

    def admit(access: Access) -> None:
        if not access.may(Right.VIEW, section):
            raise NotFound
        if not access.may(right, section):
            raise Forbidden(_("Your profile does not let you do this."))

    return lambda operation: _with(operation, f"{right}:{section}", admit)


def superadmin_of(section: str) -> Callable[[Operation], Operation]:
    """Let superadmins change what everybody with a view of `section` may read."""

    def admit(access: Access) -> None:
        if not access.may(Right.VIEW, section):
            raise NotFound
        if not access.is_superadmin:
            raise Forbidden(_("Only superadmins may do this."))

    return lambda operation: _with(operation, f"superadmin:{section}", admit)


def _with(operation: Operation, policy: str, admit: Callable[[Access], None]) -> Operation:
    marked: Any = operation
    marked.policy, marked.admit = policy, admit
    return operation
