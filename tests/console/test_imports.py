"""Import, undo and export at the command line: exit codes, JSON, words on standard error, and kill -9."""

import csv
import io
import json

import pytest

from hanse.companies.models import Company
from hanse.console.main import main
from hanse.imports.models import Import
from tests.imports.incoming import workbook

SAMPLE = "Test company,,,Spain,,,,admin,0000-00-00 00:00:00,,Integria,20\n"


@pytest.fixture
def say(capsysbinary, monkeypatch):
    """Run a command and return its exit code, output and errors."""
    monkeypatch.setattr("sys.stdout.reconfigure", lambda **more: None, raising=False)

    def run(*words) -> tuple[int, str, str]:
        code = main([str(word) for word in words])
        said = capsysbinary.readouterr()
        return code, said.out.decode("utf-8", "replace"), said.err.decode()

    return run


@pytest.fixture
def file(tmp_path):
    def make(content: str | bytes, name: str = "sample.csv"):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return make


def test_the_sample_of_the_manual(cast, two_fields, say, file):
    code, out, err = say("import", "companies", file(SAMPLE), "--as", "admin")

    made = Company.objects.get(name="Test company")
    assert (code, err) == (0, "")
    assert "1 rows, 1 new, 0 changed, 0 same, 0 rejected" in out
    assert (made.country, made.owner.username, made.parent) == ("ES", "admin", None)
    assert list(made.custom.values()) == ["Integria", "20"]


def test_json_is_one_object_with_every_error(cast, say, file):
    code, out, _err = say(
        "import", "companies", file("name,owner\nA,\nB,nobody\n"), "--as", "user1", "--json"
    )

    told = json.loads(out)
    assert code == 1
    assert {name: told[name] for name in ("rows", "created", "updated", "unchanged", "rejected", "also")} == {
        "rows": 2, "created": 1, "updated": 0, "unchanged": 0, "rejected": 1, "also": {},
    }  # fmt: skip
    assert told["errors"] == [
        {"row": 2, "column": "owner", "value": "nobody",
         "message": "There is no active user “nobody” whom you can pick."}
    ]  # fmt: skip
    assert told["import_id"] == Import.objects.get().pk


def test_problems_go_to_standard_error_with_row_and_column(cast, say, file):
    code, out, err = say("import", "companies", file("name,owner\nB,nobody\n"), "--as", "user1")

    assert code == 1
    assert err == "row 1, owner “nobody”: There is no active user “nobody” whom you can pick.\n"
    assert "1 rejected" in out


def test_a_dry_run_writes_nothing(cast, say, file):
    code, out, _err = say("import", "companies", file("name\nA\n"), "--as", "user1", "--dry-run")

    assert (code, Company.objects.count()) == (0, 3)
    assert "1 would be new" in out


def test_all_or_nothing_is_refused_as_a_whole(cast, say, file):
    code, out, err = say(
        "import",
        "companies",
        file("name,owner\nA,\nB,nobody\n"),
        "--as",
        "user1",
        "--all-or-nothing",
        "--json",
    )

    assert (code, json.loads(out)["created"], Company.objects.count()) == (2, 0, 3)
    assert "nothing was imported" in err


@pytest.mark.parametrize(
    ("content", "word"), [(b"", "empty"), (b"\x1f\x8b\x08", "gzip"), (bytes(range(256)) * 9, "no text")]
)
def test_what_is_no_table_is_refused_in_words(cast, say, file, content, word):
    code, out, err = say("import", "companies", file(content), "--as", "admin", "--json")

    assert (code, out) == (2, "")
    assert word in err
    assert "Traceback" not in err


@pytest.mark.parametrize("words", [["--as", "nobody"], ["--as", "user1", "--map", "/nowhere.json"]])
def test_who_and_what_does_not_exist_is_refused(cast, say, file, words):
    code, _out, err = say("import", "companies", file("name\nA\n"), *words)

    assert code == 2
    assert err.count("\n") == 1


def test_a_file_that_is_not_there_is_said(cast, say):
    code, _out, err = say("import", "companies", "/no/such.csv", "--as", "user1")

    assert (code, err) == (2, "/no/such.csv cannot be read: No such file or directory.\n")


def test_delimiter_encoding_source_and_map_may_be_given(cast, say, file):
    content = "Nr^Bezeichnung^Tel\n7^Привет^1\n".encode("cp1251")
    where = file('{"Bezeichnung": "name", "Tel": "phone", "Nr": "source_id"}', "map.json")

    code, _out, _err = say(
        "import", "companies", file(content), "--as", "user1", "--delimiter", "^", "--encoding", "cp1251",
        "--source", "ERP", "--map", where,
    )  # fmt: skip

    assert code == 0
    assert Company.objects.get(name="Привет").phone == "1"


def test_undo_says_what_it_did(cast, say, file):
    _code, out, _err = say(
        "import", "companies", file("name,phone\nA,1\nCustomer #A,2\n"), "--as", "user1", "--json"
    )
    number = json.loads(out)["import_id"]

    code, out, _err = say("undo-import", number, "--as", "user1", "--json")

    told = json.loads(out)
    assert (code, told["restored"], told["deleted"], told["conflicts"]) == (0, 1, 1, [])
    assert say("undo-import", number, "--as", "user1")[0] == 2


def test_the_import_of_somebody_else_does_not_exist(cast, say, file):
    say("import", "companies", file("name\nA\n"), "--as", "user1")

    code, _out, err = say("undo-import", Import.objects.get().pk, "--as", "manager1")

    assert (code, err) == (2, "There is no such import.\n")


def test_an_export_goes_back_in_unchanged(cast, say, file):
    code, out, _err = say("export", "companies", "--as", "admin")
    assert code == 0
    assert out.startswith("id,name,")

    code, out, _err = say("import", "companies", file(out), "--as", "admin", "--json")

    assert (code, json.loads(out)["unchanged"]) == (0, 3)


def test_an_export_is_filtered_and_scoped(cast, say):
    _code, out, _err = say("export", "companies", "--as", "user1", "--filter", "owner=manager1&search=cust")

    assert [row["name"] for row in csv.DictReader(io.StringIO(out))] == ["Customer #B"]
    code, _out, err = say("export", "companies", "--as", "user1", "--filter", "colour=red")
    assert code == 2
    assert "There is no such filter" in err


def test_a_workbook_comes_in_and_goes_out(cast, installation, tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook([["name", "country"], ["Álamo", "ES"]]))
    installation.hanse("user", "ada", "--superadmin")

    assert installation.hanse("import", "companies", str(path), "--as", "ada").returncode == 0

    out = tmp_path / "out.xlsx"
    code = installation.python(
        "import subprocess, sys\n"
        f"with open({str(out)!r}, 'wb') as f:\n"
        "    print(subprocess.run([sys.executable, '-m', 'hanse.console.main', 'export', 'companies', '--as', 'ada',"
        " '--format', 'xlsx'], stdout=f).returncode)"
    )
    assert code == "0"
    again = installation.hanse("import", "companies", str(out), "--as", "ada", "--json")
    assert json.loads(again.stdout)["unchanged"] == 1
