"""What a person says about a file: which it is, whose ids it holds, how it is written, where its columns go."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hanse.customfields.models import CustomField
from hanse.imports import encoding
from hanse.imports.kinds import INSTALLATION, ImportKind
from hanse.imports.layout import Layout
from hanse.imports.reading import XLSX

NEW_FIELD = "new:"
DELIMITERS = [
    ("", gettext_lazy("As guessed")),
    (",", gettext_lazy("Comma")),
    (";", gettext_lazy("Semicolon")),
    ("tab", gettext_lazy("Tab")),
    ("|", gettext_lazy("Vertical bar")),
]
HEADERS = [
    ("", gettext_lazy("As guessed")),
    ("yes", gettext_lazy("Yes, the first row holds headings")),
    ("no", gettext_lazy("No, the first row is a record already")),
]


class UploadForm(forms.Form):
    """The file, and the system that its ids come from."""

    file = forms.FileField(label=gettext_lazy("File"))
    source = forms.CharField(
        label=gettext_lazy("Other system"),
        max_length=60,
        required=False,
        help_text=gettext_lazy(
            "If the file holds ids of another system: its name, the same for all its files."
        ),
    )


class ReadingForm(forms.Form):
    """How the file is written, where the guess was wrong."""

    source = UploadForm.base_fields["source"]
    header = forms.ChoiceField(label=gettext_lazy("Headings"), choices=HEADERS, required=False)
    delimiter = forms.ChoiceField(
        label=gettext_lazy("Cells are separated by"), choices=DELIMITERS, required=False
    )
    encoding = forms.ChoiceField(
        label=gettext_lazy("Encoding"),
        choices=[("", gettext_lazy("As guessed")), *encoding.CHOICES.items()],
        required=False,
    )

    @classmethod
    def of(cls, options: dict[str, Any], data: Any = None) -> "ReadingForm":
        """Return the form as the options of an import say."""
        header = {True: "yes", False: "no", None: ""}[options.get("header")]
        delimiter = {"\t": "tab"}.get(options.get("delimiter", ""), options.get("delimiter", ""))
        return cls(data, initial=options | {"header": header, "delimiter": delimiter})

    def options(self) -> dict[str, Any]:
        """Return what the person chose."""
        chosen = dict(self.cleaned_data)
        return chosen | {"header": {"yes": True, "no": False}.get(chosen["header"], "guess")}


class ColumnsForm(forms.Form):
    """One choice for each column of the file."""

    def __init__(
        self, layout: Layout, kind: ImportKind, *args: Any, may_add_fields: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.layout = layout
        choices = _choices(kind, may_add_fields=may_add_fields)
        for column in layout.columns:
            label = _("%s goes to") % (column.heading or _("column %s") % (column.place + 1))
            self.fields[f"column-{column.place}"] = forms.ChoiceField(
                label=label,
                choices=choices,
                initial=column.target,
                required=False,
                widget=forms.Select(attrs={"class": "input", "aria-label": label}),
            )

    def wishes(self) -> dict[str, str | None]:
        """Return where each column goes, as the import's options say it."""
        return {
            f"#{column.place + 1}": self.cleaned_data[f"column-{column.place}"] or None
            for column in self.layout.columns
        }


def _choices(kind: ImportKind, *, may_add_fields: bool) -> list[Any]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for target in kind.targets():
        if target.name != INSTALLATION:
            groups.setdefault(str(target.group), []).append((target.name, _named(target)))
    choices: list[Any] = [("", _("Do not import")), *groups.pop("", [])]
    choices += list(groups.items())
    if may_add_fields:
        types = [
            CustomField.Type.TEXT,
            CustomField.Type.TEXTAREA,
            CustomField.Type.NUMERIC,
            CustomField.Type.DATE,
        ]
        choices.append(
            (_("New custom field"), [(f"{NEW_FIELD}{each.value}", str(each.label)) for each in types])
        )
    return choices


def _named(target: Any) -> str:
    return _("%s, required") % target.label if target.required else str(target.label)


def written(layout: Layout) -> str:
    """Return in a few words how a file is written."""
    if layout.encoding == XLSX:
        return _("Excel workbook")
    names = {
        ",": _("comma"),
        ";": _("semicolon"),
        "\t": _("tab"),
        "|": _("vertical bar"),
        "\x1f": _("one column"),
    }
    delimiter = names.get(layout.delimiter, layout.delimiter)
    return f"{encoding.label(layout.encoding)}, {delimiter}"
