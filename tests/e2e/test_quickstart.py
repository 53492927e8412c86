"""deploy/ as people use it: the quick start, its year, the unit file."""

import json
import os
import re
import shutil
import subprocess

import pytest

from season_2024 import Year, centi
from support.daemon import remove, scratch
from support.protocol import BUILD, SOURCE


def play(folder, *options):
    """The quick start once, in a folder with a space in its name: where, and what it printed."""
    place = folder / "quick start"
    done = subprocess.run([SOURCE / "deploy" / "quickstart", "--once", *options], capture_output=True, text=True, timeout=120,
                          env=os.environ | {"THIDUA_BUILD": str(BUILD), "THIDUA_PLACE": str(place)}, check=False)
    assert done.returncode == 0, done.stderr
    return place, done.stdout


@pytest.fixture(scope="module")
def year():
    folder = scratch("q")
    place, printed = play(folder, "--json")
    yield place, json.loads(printed)
    remove(folder)


def test_the_final_standing_is_that_of_fractions_and_paper(year):
    _, standing = year
    rows = [(row["rank"], row["board"], centi(row["total"]), centi(row["base"]), centi(row["deduction"]), row["late_days"])
            for row in standing["rows"]]
    assert rows == Year(SOURCE / "deploy" / "season-2024").standing("FINAL")
    assert (standing["period"], standing["locked"], standing["rehearsal"], standing["models"]) == ("FINAL", True, True, 124)
    assert all(re.fullmatch(r"[0-9]+\.[0-9]{2}", row["total"]) for row in standing["rows"])


def test_a_second_run_prints_what_the_readme_shows_with_the_same_state_hash(year):
    folder = scratch("q")
    _, again = play(folder)
    remove(folder)
    shown = (SOURCE / "README.md").read_text(encoding="utf-8").split("    $ deploy/quickstart --once\n")[1].split("\n\nSố liệu")[0]
    assert [line.removeprefix("    ").rstrip() for line in shown.splitlines()] == [line.rstrip() for line in again.splitlines()]
    assert f"state_hash {year[1]['state_hash']}" in again


def test_its_journal_verifies_and_any_other_byte_does_not(year):
    place, _ = year
    bundle = (place / "journal.bundle").read_bytes()
    spoilt = place / "spoilt.bundle"
    spoilt.write_bytes(bundle[: len(bundle) // 2] + bytes([bundle[len(bundle) // 2] ^ 1]) + bundle[len(bundle) // 2 + 1:])
    verify = [place / "thidua", "verify", "--config", place / "operator.conf"]
    assert subprocess.run([*verify, place / "journal.bundle"], capture_output=True, check=False).returncode == 0
    assert subprocess.run([*verify, spoilt], capture_output=True, check=False).returncode == 1


def test_it_leaves_nothing_running(year):
    place, _ = year
    daemon = (place / "thiduad.pid").read_text().strip()
    assert not os.path.exists(f"/proc/{daemon}")
    assert not (place / "postgres" / "data" / "postmaster.pid").exists()


def test_a_newcomer_can_be_an_office_in_the_middle_of_the_year():
    """The commands that it prints work as they are."""
    folder = scratch("q")
    place = folder / "q"
    with subprocess.Popen([SOURCE / "deploy" / "quickstart", "--pace", "0", "--until", "2024-03-15"], stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, text=True, env=os.environ | {"THIDUA_BUILD": str(BUILD), "THIDUA_PLACE": str(place)}) as playing:
        commands = []
        while "Ctrl-C để dừng" not in (line := playing.stderr.readline()):
            assert line
            commands += re.findall(r"^ +(\S+/thidua (?:status|submit) .*)$", line, re.MULTILINE)
        codes = [subprocess.run(command, shell=True, check=False, capture_output=True, cwd=SOURCE).returncode for command in commands]
        playing.terminate()
    remove(folder)
    assert codes == [3, 0, 0]


def test_what_it_suggests_in_the_middle_of_the_year_is_there():
    folder = scratch("q")
    place = folder / "q"
    with subprocess.Popen([SOURCE / "deploy" / "quickstart", "--pace", "0", "--until", "2024-06-15"], stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, text=True, env=os.environ | {"THIDUA_BUILD": str(BUILD), "THIDUA_PLACE": str(place)}) as playing:
        commands, told = [], []
        while "Ctrl-C để dừng" not in (line := playing.stderr.readline()):
            assert line
            told.append(line.rstrip("\n"))
            commands += re.findall(r"^ +(\S+/thidua (?:scorecard|standings|report) .*)$", line, re.MULTILINE)
        codes = [subprocess.run(command, shell=True, check=False, capture_output=True, cwd=SOURCE).returncode for command in commands]
        playing.terminate()
    remove(folder)
    assert (len(codes), set(codes)) == (3, {0}), commands
    hints = told[next(i for i, line in enumerate(told) if line.startswith("Bây giờ")):]
    assert [line for line in hints if len(line) > 80 and "/thidua " not in line and str(SOURCE) not in line] == []


def test_it_leaves_a_folder_alone_that_is_not_its_own():
    folder = scratch("q")
    (folder / "precious").write_text("kept")
    done = subprocess.run([SOURCE / "deploy" / "quickstart", "--once"], capture_output=True, timeout=60, check=False,
                          env=os.environ | {"THIDUA_BUILD": str(BUILD), "THIDUA_PLACE": str(folder)})
    assert (done.returncode, (folder / "precious").read_text()) == (78, "kept")
    remove(folder)


def test_places_that_do_not_serve_are_said_in_words(tmp_path):
    (tmp_path / "file").write_text("")
    for name, value, said in (("THIDUA_BUILD", tmp_path, "is not built there"), ("THIDUA_PLACE", tmp_path / "file" / "x", "cannot write there")):
        done = subprocess.run([SOURCE / "deploy" / "quickstart", "--once"], capture_output=True, text=True, timeout=60, check=False,
                              env=os.environ | {"THIDUA_BUILD": str(BUILD)} | {name: str(value)})
        assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (78, "", 1), done.stderr
        assert said in done.stderr


def test_the_example_settings_are_all_settings_with_their_defaults():
    example = (SOURCE / "deploy" / "thiduad.conf.example").read_text(encoding="utf-8")
    shown = dict(re.findall(r"^#([a-z_]+) = (.*)$", example, re.MULTILINE))
    told = subprocess.run([BUILD / "daemon" / "thiduad", "--help"], capture_output=True, text=True, check=True).stdout
    settings = told.split("Settings of the file:\n")[1]
    assert shown == dict(re.findall(r'^  ([a-z_]+) +("[^"]*"|[0-9]+) ', settings, re.MULTILINE))


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze")
def test_systemd_accepts_the_unit():
    folder = scratch("u")
    unit = (SOURCE / "deploy" / "thiduad.service").read_text(encoding="utf-8")
    (folder / "thiduad.service").write_text(unit.replace("/usr/sbin/thiduad", "/bin/true"), encoding="utf-8")
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", folder / "thiduad.service"], capture_output=True, text=True,
                          check=False)
    remove(folder)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze")
def test_systemd_accepts_the_units_of_a_user():
    folder = scratch("u")
    unit = (BUILD / "clients" / "thidua" / "thidua-outbox.service").read_text(encoding="utf-8")
    (folder / "thidua-outbox.service").write_text(re.sub(r"(?<=^ExecStart=)\S+/bin/thidua", "/bin/true", unit, flags=re.M), encoding="utf-8")
    shutil.copy(SOURCE / "deploy" / "thidua-outbox.timer", folder)
    done = subprocess.run(["systemd-analyze", "verify", "--user", "--man=no", folder / "thidua-outbox.service",
                           folder / "thidua-outbox.timer"], capture_output=True, text=True, check=False,
                          env=os.environ | {"XDG_RUNTIME_DIR": str(folder)})
    remove(folder)
    assert (done.returncode, done.stderr) == (0, "")
