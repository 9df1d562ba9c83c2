import json
import shutil
import tomllib
from pathlib import Path

import pytest

from corpus.errors import SettingsError
from corpus.issue_rulings import read_issue_rulings
from pipelines.settings import convert

COMMANDS = ("demo", "new", "check", "explain", "run", "report", "verify", "doctor")


def told(done, code):
    """Return the one message of a command that ended with a mistake of its user."""
    assert done.returncode == code, (done.stdout, done.stderr)
    assert "Traceback" not in done.stderr + done.stdout
    return done.stderr


@pytest.mark.parametrize(
    "command", [(), *((name,) for name in COMMANDS)], ids=lambda command: " ".join(command) or "app"
)
def test_help_says_what_it_does_and_shows_an_example(cli, command):
    done = cli(*command, "--help")
    assert done.returncode == 0
    example = done.stdout.index("Examples")
    assert "commonground" in done.stdout[example:]
    assert example < done.stdout.index("Options")


@pytest.mark.parametrize("command", ["check", "explain", "run", "report", "verify"])
def test_a_folder_that_is_missing_is_told_in_one_line(cli, tmp_path, command):
    message = told(cli(command, tmp_path / "nowhere"), 2)
    assert str(tmp_path / "nowhere") in message
    assert len(message.strip().splitlines()) == 1


@pytest.mark.parametrize("command", ["check", "run"])
def test_a_file_in_place_of_a_folder(cli, tmp_path, command):
    (tmp_path / "paper.txt").write_text("We ask for a fee.")
    assert "paper.txt" in told(cli(command, tmp_path / "paper.txt"), 2)


@pytest.mark.parametrize("command", ["check", "run"])
def test_a_folder_without_papers(cli, tmp_path, command):
    message = told(cli(command, tmp_path), 4)
    assert str(tmp_path) in message
    (tmp_path / "documents" / "ash").mkdir(parents=True)
    told(cli(command, tmp_path), 4)


def test_three_mistakes_in_the_settings_are_told_at_once(cli, alliance):
    (alliance / "alliance.toml").write_text('nmae = "X"\n[issues]\nmax_distance = "wide"\n[reading]\nmax_pages = 0\n')
    message = told(cli("run", alliance), 2)
    assert "3 mistakes" in message
    assert "nmae" in message and "name" in message
    assert "issues.max_distance" in message
    assert "reading.max_pages" in message
    assert not (alliance / "runs").exists()


def test_members_csv_that_names_no_folder(cli, alliance):
    (alliance / "members.csv").write_text("member_id,name\nanvil,Anvil\nbriar,Briar\ncobalt,Cobalt\ndogwood,Dogwood\n")
    message = told(cli("run", alliance), 2)
    assert "members.csv" in message and "dogwood" in message and "5" in message


def test_an_unreadable_file_among_good_ones(cli, alliance, newest):
    (alliance / "documents" / "anvil" / "broken.pdf").write_bytes(b"%PDF-1.7 this is no page tree")
    done = cli("run", alliance, "--json")
    assert done.returncode == 3, done.stderr
    result = json.loads(done.stdout)
    (unread,) = result["unread"]
    assert (unread["path"], unread["status"]) == ("anvil/broken.pdf", "corrupt")
    assert "damaged" in unread["detail"]
    report = Path(result["report"])
    assert report == newest(alliance) / "report" / "index.html"
    assert "broken.pdf" in report.read_text(encoding="utf-8")


def test_nothing_but_unreadable_files(cli, tmp_path):
    (tmp_path / "documents" / "ash").mkdir(parents=True)
    (tmp_path / "documents" / "ash" / "broken.pdf").write_bytes(b"%PDF-1.7 this is no page tree")
    done = cli("run", tmp_path)
    assert done.returncode == 4
    assert "Traceback" not in done.stderr
    assert "broken.pdf" in done.stdout


@pytest.mark.parametrize("arguments", [("dance",), ("run",), ("run", "x", "--fast")])
def test_wrong_use(cli, arguments):
    told(cli(*arguments), 2)


def test_check_says_what_would_be_read_and_writes_nothing(cli, alliance):
    (alliance / "documents" / "anvil" / "picture.xyz").write_bytes(b"\x00\x01")
    before = sorted(alliance.rglob("*"))
    done = cli("check", alliance, "--json")
    assert done.returncode == 3
    result = json.loads(done.stdout)
    assert result["schema"] == "commonground.check/1"
    assert result["documents"]["read"] == 3
    assert "anvil/picture.xyz" in {row["subject"] for row in result["rejections"]}
    assert all(row["detail"] for row in result["rejections"])
    assert sorted(alliance.rglob("*")) == before


def test_a_mistake_as_json(cli, tmp_path):
    done = cli("run", tmp_path / "nowhere", "--json")
    assert done.returncode == 2
    error = json.loads(done.stdout)
    assert error["schema"] == "commonground.error/1"
    assert all(error[part] for part in ("where", "problem", "advice"))


def test_a_new_alliance_can_be_checked_and_holds_all_defaults(cli, tmp_path):
    folder = tmp_path / "mine"
    assert cli("new", folder).returncode == 0
    assert cli("check", folder).returncode == 4
    told(cli("new", folder), 2)
    lines = (folder / "alliance.toml").read_text(encoding="utf-8").splitlines()
    written = "\n".join(line.removeprefix("# ") for line in lines if " = " in line or line.startswith("# ["))
    values = tomllib.loads(written)
    values.pop("date", None)
    usual = convert({"name": values["name"]}, where="x", default_name="mine")
    assert convert(values, where="x", default_name="mine") == usual
    text = "\n".join(line.removeprefix("## ") for line in lines if line.startswith("## "))
    (seed,) = convert(tomllib.loads(text), where="x", default_name="mine").seed_issues
    assert seed.name and len(seed.sentences) == 4
    assert read_issue_rulings(folder) == ()
    with pytest.raises(SettingsError):
        convert(values | {"issues": {"max_distance": -1}}, where="x", default_name="mine")


def test_the_report_can_be_made_again(cli, sample_run, tmp_path):
    copy = tmp_path / "alliance" / "runs" / sample_run.name
    shutil.copytree(sample_run, copy)
    before = (copy / "report" / "index.html").read_bytes()
    (copy / "report" / "index.html").write_text("spoilt")
    done = cli("report", copy)
    assert done.returncode == 0, done.stderr
    assert (copy / "report" / "index.html").read_bytes() == before


def test_the_doctor_finds_nothing_missing(cli):
    done = cli("doctor", "--json")
    result = json.loads(done.stdout)
    assert done.returncode == result["exit_code"] == 0
    assert {"Python", "encoder", "prefect"} <= {finding["what"] for finding in result["findings"]}


def test_results_go_to_stdout_and_progress_to_stderr(cli, alliance):
    done = cli("run", alliance, "--log-format", "human")
    assert done.returncode == 0, done.stderr
    assert "read: " in done.stderr and "read: " not in done.stdout
    assert "\x1b" not in done.stdout + done.stderr
    assert done.stdout.strip().splitlines()[-1].startswith("Report: ")
    assert cli("run", alliance, "--quiet").stderr == ""
