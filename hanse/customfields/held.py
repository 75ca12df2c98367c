"""The values of custom fields in the words of the database."""

from django.db.models import F, Func, TextField, Value
from django.db.models.functions import Coalesce


class HeldText(Func):
    """The text that a record holds under the id of a custom field; a key of digits is no place in an array."""

    output_field = TextField()

    def __init__(self, pk: int) -> None:
        super().__init__(F("custom"))
        self.key = int(pk)

    def as_sqlite(self, compiler, connection, **extra):
        return self.as_sql(
            compiler, connection, template=f"JSON_EXTRACT(%(expressions)s, '$.\"{self.key}\"')", **extra
        )

    def as_postgresql(self, compiler, connection, **extra):
        return self.as_sql(compiler, connection, template=f"(%(expressions)s ->> '{self.key}')", **extra)


def held_text(pk: int) -> Coalesce:
    """Return the text of a custom field, empty without a value."""
    return Coalesce(HeldText(pk), Value("", TextField()))
