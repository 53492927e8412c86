"""The thidua tool without a daemon: what it makes, refuses and says."""

import json
import os
import pathlib
import re
import shlex
import stat
import subprocess
import unicodedata

import jsonschema
import pytest
from support import protocol
from support.daemon import WAIT, _program, until
from support.protocol import SOURCE, Keys, bundle_pb, command_pb
from support.screen import Screen

SCHEMAS = SOURCE / "clients" / "thidua"
COMMANDS = ("submit template map postmark review compact proposal points limitation model todo amend status standings scorecard watch report season "
            "key reinstate send keygen context journal verify outbox clock ping completion").split()


@pytest.fixture
def thidua(tmp_path):
    """Runs the tool with a home of its own, in English."""

    def run(*arguments, stdin=None, **environment):
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("THIDUA", "LC_", "LANG", "XDG"))}
        clean |= {"HOME": str(tmp_path), "THIDUA_LANG": "en", "LC_ALL": "C.UTF-8"} | environment
        return subprocess.run([_program("thidua"), *map(str, arguments)], capture_output=True, text=True, timeout=WAIT,
                              check=False, env=clean, cwd=tmp_path, stdin=stdin)

    return run


def example(name):
    return json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))["examples"][0]


def write(path, value):
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return path


def error_lines(done):
    return done.stderr.strip().splitlines()


def test_keygen_makes_a_secret_file_and_its_public_half(thidua, tmp_path):
    done = thidua("keygen", "--label", "Ban Tổ chức Tỉnh ủy Tuyên Quang", "--out", "tq.key")
    assert done.returncode == 0, done.stderr
    secret, public = tmp_path / "tq.key", tmp_path / "tq.key.pub"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert secret.read_text(encoding="utf-8").startswith("thidua credential 1\n")
    assert "secret" not in public.read_text(encoding="utf-8")
    assert "Ban Tổ chức Tỉnh ủy Tuyên Quang" in public.read_text(encoding="utf-8")


def test_keygen_never_overwrites(thidua, tmp_path):
    assert thidua("keygen", "--label", "a", "--out", "a.key").returncode == 0
    before = (tmp_path / "a.key").read_bytes(), (tmp_path / "a.key.pub").read_bytes()
    again = thidua("keygen", "--label", "a", "--out", "a.key")
    assert (again.returncode, error_lines(again)) == (78, ["thidua: a.key: is there already and is not overwritten"])
    (tmp_path / "b.key.pub").write_text("somebody's")
    assert thidua("keygen", "--label", "b", "--out", "b.key").returncode == 78
    assert not (tmp_path / "b.key").exists()
    assert before == ((tmp_path / "a.key").read_bytes(), (tmp_path / "a.key.pub").read_bytes())


@pytest.mark.parametrize("label", ["", "two\nlines", "x" * 101, "esc\x1b[31m"])
def test_a_label_that_does_not_fit_is_refused(thidua, tmp_path, label):
    assert thidua("keygen", "--label", label, "--out", "a.key").returncode == 64
    assert not (tmp_path / "a.key").exists()


def test_what_nobody_sees_in_a_label_or_a_title_is_noted(thidua, tmp_path, office):
    done = thidua("keygen", "--label", "Thủ\u202eđô", "--out", "a.key")
    assert (done.returncode, error_lines(done)) == (0, ["thidua: note: label: holds U+202E, which nobody sees"])
    report = example("report") | {"models": [{"title": "Chi bộ"}, {"title": "Chi\u200bbộ"}]}
    done = thidua("submit", write(tmp_path / "q1.json", report), "--no-wait", *office, THIDUA_LANG="vi")
    assert done.returncode == 75
    assert "thidua: chú ý: mô hình 2, tên: có ký tự U+200B không nhìn thấy được" in error_lines(done)


def test_a_file_to_be_made_needs_a_name(thidua, tmp_path):
    done = thidua("keygen", "--label", "a", "--out", "-")
    assert (done.returncode, (tmp_path / "-").exists()) == (64, False), done.stderr
    assert not (tmp_path / "-.pub").exists()


def test_a_label_may_be_typed_in_parts(thidua, tmp_path):
    assert thidua("keygen", "--label", "Tuye\u0302n", "--out", "a.key").returncode == 0
    assert "Tuyên" in (tmp_path / "a.key.pub").read_text(encoding="utf-8")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be"])
def test_files_of_other_editors_are_read(thidua, tmp_path, encoding):
    """Byte order mark, UTF-16, CR LF, letters in parts: in a season, a context and a key file alike."""
    def save(name, text):
        text = ("\ufeff" if encoding == "utf-16-be" else "") + unicodedata.normalize("NFD", text).replace("\n", "\r\n")
        (tmp_path / name).write_bytes(text.encode(encoding))

    season = example("season")
    season.pop("edition", None)
    save("season.json", json.dumps(season, ensure_ascii=False, indent=2))
    plain = write(tmp_path / "plain.json", season)
    done = [thidua("season", "check", name, "--json") for name in ("season.json", plain)]
    assert done[0].returncode == 0, done[0].stderr
    assert done[0].stdout == done[1].stdout
    with (tmp_path / "season.json").open("rb") as file:
        assert thidua("season", "check", "-", "--json", stdin=file).stdout == done[1].stdout
    save("x.conf", "cluster = C\nyear = twenty\ndaemon_key = absent\n")
    assert error_lines(thidua("standings", "--config", "x.conf")) == [
        'thidua: --year must be a whole number from 2000 to 2999, not "twenty"']
    # keys too, and an edition is written into the season without another change
    thidua("keygen", "--label", "Thủ đô", "--out", "key")
    for name in ("key", "key.pub"):
        save(name, (tmp_path / name).read_text(encoding="utf-8"))
    before = (tmp_path / "season.json").read_bytes().decode(encoding)
    done = thidua("season", "define", "season.json", "--version", "1", "--credential", "key", "--daemon-key", "key.pub",
                  "--commands", "tcp://127.0.0.1:9", "--timeout", "1")
    assert done.returncode == 75, done.stderr
    assert (tmp_path / "season.json").read_bytes().decode(encoding) == before.replace("{\r\n  ", '{\r\n  "edition": 2,\r\n  ', 1)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_help_begins_with_examples(thidua, command, language):
    done = thidua(command, "--help", "--lang", language)
    assert done.returncode == 0
    examples, usage = {"vi": ("Ví dụ:", "Cách dùng:"), "en": ("Examples:", "Usage:")}[language]
    assert 0 < done.stdout.index(examples) < done.stdout.index(f"thidua {command}", done.stdout.index(examples))
    assert done.stdout.index(examples) < done.stdout.index(usage)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("--help --lang en", "Commands:"),
        ("--lang en --help", "Commands:"),
        ("--lang=en -h", "Commands:"),
        ("help --lang en", "Commands:"),
        ("--lang en help submit", "thidua submit: send"),
        ("--lang en submit --help", "thidua submit: send"),
        ("--help submit --lang en", "thidua submit: send"),
        ("--context tq --lang en submit --help", "thidua submit: send"),
        ("--help", "Lệnh:"),
    ],
)
def test_the_language_may_be_told_on_either_side_of_the_command(thidua, typed, said):
    done = thidua(*typed.split(), THIDUA_LANG="vi")
    assert (done.returncode, done.stderr) == (0, "") and said in done.stdout


def test_help_lists_every_command_and_every_exit_code(thidua):
    done = thidua("--help")
    assert "thidua submit q1.xlsx --context tq" in done.stdout
    assert re.findall(r"^  (\w+) ", done.stdout.split("Commands:")[1], re.MULTILINE) == COMMANDS
    for code in (0, 1, 2, 64, 65, 69, 75, 76, 77, 78):
        assert re.search(rf"\s{code} ", done.stdout)


COMPLETED = [
    ("thidua st", ["standings", "status"]),
    ("thidua season d", ["define", "diff"]),
    ("thidua outbox fl", ["flush"]),
    ("thidua send gr", ["grant_key"]),
    ("thidua report --per", ["--period"]),
    ("thidua report --period F", ["FINAL"]),
    ("thidua ping --context t", ["tq"]),
    ("thidua ping --config c", ["c.conf"]),
    ("thidua submit b", ["bảng Q1.xlsx"]),
]


@pytest.fixture
def files_to_complete(tmp_path):
    folder = tmp_path / ".config" / "thidua" / "contexts"
    folder.mkdir(parents=True)
    for path in (folder / "tq.conf", tmp_path / "c.conf", tmp_path / "bảng Q1.xlsx"):
        path.write_text("")


@pytest.mark.parametrize(("line", "offered"), COMPLETED)
def test_bash_completes_a_line(thidua, tmp_path, files_to_complete, line, offered):
    (tmp_path / ".completion").write_text(thidua("completion", "bash").stdout)
    words = line.split(" ")
    script = (f"source ./.completion; COMP_WORDS=({line}); COMP_CWORD={len(words) - 1}; _thidua; "
              "printf '%s\\n' \"${COMPREPLY[@]}\"; complete -p thidua")
    done = subprocess.run(["bash", "--norc", "-c", script], capture_output=True, text=True, check=True, cwd=tmp_path,
                          env={"HOME": str(tmp_path), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"})
    assert (sorted(done.stdout.splitlines()[:-1]), done.stderr) == (offered, "")


def test_zsh_completes_a_line(thidua, tmp_path, files_to_complete):
    """One that a person types at, with the script where zsh looks for it."""
    (tmp_path / "zfunc").mkdir()
    (tmp_path / "zfunc" / "_thidua").write_text(thidua("completion", "zsh").stdout)
    (tmp_path / ".zshrc").write_text(f"cd {tmp_path}; PROMPT='> '; fpath=($PWD/zfunc $fpath); autoload -U compinit; "
                                     "compinit -D -u; bindkey '^X' list-choices; clear; print ready\n")
    with Screen(["zsh", "-d"], HOME=str(tmp_path), ZDOTDIR=str(tmp_path), LC_ALL="C.UTF-8") as screen:
        screen.sees("ready")
        for line, offered in COMPLETED:
            screen.type(line + "\x18")
            wanted = f"> {line}\n" + "  ".join(offered).replace(" Q1", "\\ Q1")
            until(lambda wanted=wanted: wanted in screen.text())
            screen.type("\x15\x0c")  # an empty line on an empty screen
        screen.type("thidua season d\t")
        screen.sees("thidua season d\ndefine  diff")
        screen.type("i\t[")
        screen.sees("thidua season diff [")


def test_without_a_command_it_shows_help_and_fails(thidua):
    done = thidua()
    assert (done.returncode, done.stdout) == (64, "")
    assert "Examples:" in done.stderr


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["standing"], 'there is no command "standing"; did you mean "standings"?'),
        (["frobnicate"], 'there is no command "frobnicate"; see: thidua --help'),
        (["--frobnicate"], 'there is no command "--frobnicate"; see: thidua --help'),
        (["--lang", "en"], 'there is no command "--lang"; see: thidua --help'),
        (["--lang", "fr", "--help"], '--lang must be vi or en, not "fr"'),
        (["standings", "--perod", "Q1"], "standings: there is no option --perod; did you mean --period?"),
        (["standings", "--dry-run"], "standings: there is no option --dry-run; see: thidua standings --help"),
        (["standings", "--year"], "standings: the option --year needs a value"),
        (["standings", "--cluster", "C", "--year", "twenty"], '--year must be a whole number from 2000 to 2999, not "twenty"'),
        (["standings", "--cluster", "C", "--year", "2024", "--period", "Q9"],
         '--period must be Q1, Q2, Q3, Q4 or FINAL, not "Q9"'),
        (["submit", "one", "two"], '"two" is too much'),
        (["submit"], "the report's file is missing; usage: thidua submit FILE.xlsx|FILE.ods|FILE.csv|FILE.json [--period Q2] "
         "[--dry-run | --no-wait | --keep-trying] [--yes]"),
        (["standings", "too", "much"], '"too" is too much'),
        (["season", "chekc", "x"], 'season: there is no "chekc"; there are: check, define, diff, show, reveal, publish, finalise; '
         'did you mean "check"?'),
        (["season", "finalize", "2024"], 'season: there is no "finalize"; there are: check, define, diff, show, reveal, publish, '
         'finalise; did you mean "finalise"?'),
        (["model", "jugde", "CB"], 'model: there is no "jugde"; there are: list, judge, dispute; did you mean "judge"?'),
        (["model", "judge", "CB"], "thidua model judge BOARD TITLE recognised|refused|duplicate [BOARD TITLE [YEAR]] [--reason TEXT] "
         "[--yes]"),
        (["model", "judge", "CB", "x", "recognized"],
         'the verdict must be recognised, refused or duplicate, not "recognized"; did you mean "recognised"?'),
        (["model", "list", "--state", "opne"], '--state must be open, recognised, refused, duplicate, disputed or withdrawn, not '
         '"opne"; did you mean "open"?'),
        (["model", "judge", "CB", "x", "duplicate", "CB", "y", "20x4", "--reason", "z"], '"20x4" is no year such as 2023'),
        (["model", "lst"], 'model: there is no "lst"; there are: list, judge, dispute; did you mean "list"?'),
        (["key", "grant", "nobody.pub", "--role", "offic"],
         '--role must be office, supervisor, operator or viewer, not "offic"; did you mean "office"?'),
        (["key", "grant", "nobody.pub", "--role", "viewer", "--audience", "pubic"],
         '--audience must be member or public, not "pubic"; did you mean "public"?'),
        (["key", "revoke", "nobody.pub"], "--reason is missing"),
        (["submit", "nothing.xlsx", "--period", "Q22"], '--period must be Q1, Q2, Q3, Q4 or FINAL, not "Q22"; did you mean "Q2"?'),
        (["review", "return", "CB"], "a return needs --reason: what is to be mended"),
        (["limitation", "close", "2024-Q9-2", "nothing.pdf", "--board", "CB", "--reason", "x"],
         '"2024-Q9-2" names no limitation: as 2024-Q1-2 (year, period, number), or 2023-1 when a season\'s file lists it; see: thidua limitation list'),
        (["limitation", "confirm", "CB", "2024-Q1"],
         '"2024-Q1" names no limitation: as 2024-Q1-2 (year, period, number), or 2023-1 when a season\'s file lists it; see: thidua limitation list'),
        (["proposal", "show", "xyz1"], '"xyz1" is not how a hash begins: at least 4 digits 0-9, a-f'),
        (["points", "withdraw", "5a0", "--reason", "x"], '"5a0" is not how a hash begins: at least 4 digits 0-9, a-f'),
        (["limitation", "clsoe", "x"], 'limitation: there is no "clsoe"; there are: list, close, confirm, refuse; did you mean "close"?'),
        (["amend", "lits"], 'amend: there is no "lits"; there are: list; did you mean "list"?'),
        (["amend", "CB"], "thidua amend BOARD FILE TASK=VALUE:REASON ... --period Q2 [--dry-run] | list [--before N]"),
        (["completion", "fish"], 'completion: there is no "fish"; there are: bash, zsh'),
        (["clock", "advance", "tomorrow"], '"tomorrow" is no instant such as 2024-06-15T08:00+07:00'),
        (["ping", "--lang", "fr"], '--lang must be vi or en, not "fr"'),
    ],
)
def test_a_usage_error_says_what_is_wrong(thidua, typed, said):
    done = thidua(*typed)
    assert (done.returncode, done.stdout, error_lines(done)) == (64, "", [f"thidua: {said}"])


def test_a_context_file_gives_what_flags_do_not(thidua, tmp_path):
    folder = tmp_path / ".config" / "thidua" / "contexts"
    folder.mkdir(parents=True)
    (folder / "tq.conf").write_text("# Tuyên Quang\n\ncluster = TCXDD-1\nyear = 2024\noutbox = tq.outbox\nlang = vi\n")
    missing = "thidua: thiếu --commands, --credential, --daemon-key: thêm vào dòng lệnh hoặc ghi vào tệp ngữ cảnh (--context)"
    done = thidua("standings", "--context", "tq", THIDUA_LANG="")
    assert (done.returncode, error_lines(done)) == (78, [missing])
    assert error_lines(thidua("scorecard", THIDUA_CONTEXT="", THIDUA_LANG="vi")) == [
        "thidua: thiếu --commands, --credential, --daemon-key, --cluster, --year, --board: thêm vào dòng lệnh hoặc ghi vào tệp ngữ cảnh "
        "(--context)"]
    assert error_lines(thidua("standings", THIDUA_CONTEXT="tq", THIDUA_LANG="")) == [missing]
    (folder / "tq.conf").rename(folder / "default.conf")
    assert error_lines(thidua("standings", THIDUA_LANG="")) == [missing]
    assert "not given: --commands, --credential, --daemon-key; give" in thidua("standings", "--lang", "en").stderr
    listed = thidua("outbox", "--json", "--lang", "en")
    assert (listed.returncode, json.loads(listed.stdout)) == (0, {"rows": [], "waiting": 0})
    assert (folder / "tq.outbox").exists()  # relative to the context file


def test_who_watches_without_a_feed_is_told_that_its_address_is_missing(thidua, tmp_path):
    (tmp_path / "tq.conf").write_text("commands = tcp://127.0.0.1:1\ncredential = tq.key\ndaemon_key = tq.key.pub\n"
                                      "cluster = TCXDD-1\nyear = 2024\n")
    watch = ("watch", "--config", "tq.conf")
    done = thidua(*watch)
    assert (done.returncode, error_lines(done)) == (78, [
        "thidua: the address of the feed is not given, from which standings come: add --feed tcp://HOST:7402, or write the line "
        '"feed = tcp://HOST:7402" into the context file'])
    assert error_lines(thidua(*watch, "--lang", "vi")) == [
        'thidua: thiếu địa chỉ nơi phát bảng xếp hạng: thêm --feed tcp://MÁY-CHỦ:7402, hoặc ghi dòng "feed = tcp://MÁY-CHỦ:7402" '
        "vào tệp ngữ cảnh"]
    (tmp_path / "tq.conf").write_text("cluster = TCXDD-1\nyear = 2024\n")
    assert "not given: --commands, --feed, --credential, --daemon-key; give" in thidua(*watch).stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("cluster TCXDD-1\n", 'c.conf:1: must be "key = value"'),
        ("\nclutser = TCXDD-1\n", 'c.conf:2: there is no setting "clutser"; did you mean "cluster"?'),
        ("json = yes\n", 'c.conf:1: there is no setting "json"'),
    ],
)
def test_a_wrong_context_file_is_named_with_its_line(thidua, tmp_path, text, said):
    (tmp_path / "c.conf").write_text(text)
    done = thidua("ping", "--config", "c.conf")
    assert (done.returncode, error_lines(done)) == (78, [f"thidua: {said}"])


def test_all_that_is_wrong_with_a_context_file_is_told_at_once(thidua, tmp_path):
    (tmp_path / "c.conf").write_text("year = 2024\nfrobnicate = 1\ncluster TCXDD-1\ndaemon_key = a\nyear = 2023\ndaemon-key = b\n")
    done = thidua("ping", "--config", "c.conf")
    assert (done.returncode, error_lines(done)) == (78, [
        'thidua: c.conf:2: there is no setting "frobnicate"', 'thidua: c.conf:3: must be "key = value"',
        'thidua: c.conf:5: "year" is given twice, first in line 1', 'thidua: c.conf:6: "daemon-key" is given twice, first in line 4'])


@pytest.mark.parametrize(
    ("option", "value", "code", "said"),
    [
        ("--credential", "tq.key.pub", 78, "tq.key.pub"),
        ("--credential", "no.key", 78, "no.key"),
        ("--daemon-key", "no.pub", 78, "no.pub"),
        ("--operator-key", "tq.key", 78, "is the secret file"),
        ("--commands", "nonsense", 78, "nonsense"),
        ("--feed", "nonsense", 78, "nonsense"),
        ("--year", "twenty", 64, "twenty"),
    ],
)
def test_a_context_that_cannot_work_is_not_made_and_can_be_made_again(thidua, tmp_path, option, value, code, said):
    for name in ("tq", "daemon"):
        thidua("keygen", "--label", name, "--out", f"{name}.key")
    right = {"--credential": "tq.key", "--daemon-key": "daemon.key.pub", "--commands": "tcp://127.0.0.1:9", "--cluster": "TCXDD-1",
             "--year": "2024", "--board": "TQ", "--timeout": "1"}
    wrong = thidua("context", "create", "tq", *(word for pair in (right | {option: value}).items() for word in pair))
    assert (wrong.returncode, wrong.stdout) == (code, "") and said in wrong.stderr
    assert list((tmp_path / ".config" / "thidua" / "contexts").iterdir()) == []
    silent = thidua("context", "create", "tq", *(word for pair in right.items() for word in pair))
    assert silent.returncode == 69 and "The context tq has been made" in silent.stdout
    assert silent.stdout.splitlines()[-1].endswith(": thidua status --context tq")


def test_a_context_that_is_not_there_is_a_configuration_error(thidua):
    assert thidua("ping", "--context", "nobody").returncode == 78
    assert thidua("ping", "--context", "../../etc").returncode == 78


def test_negative_points_are_told_from_an_option(thidua):
    done = thidua("points", "enter", "TD1", "-5", "qd.pdf", "--board", "TQ", "--reason", "x", THIDUA_LANG="vi")
    assert (done.returncode, "-5: ở đây không có số âm" in " ".join(done.stderr.split())) == (64, True)


def test_a_context_and_a_context_file_are_not_given_together(thidua, tmp_path):
    (tmp_path / "x.conf").write_text("cluster = TCXDD-1\n")
    done = thidua("ping", "--context", "nobody", "--config", tmp_path / "x.conf")
    assert (done.returncode, "--context nobody" in done.stderr, "x.conf" in done.stderr) == (64, True, True)


@pytest.mark.parametrize("name", ["report", "season"])
def test_the_schemas_are_right_and_so_are_their_examples(name):
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    for made in schema["examples"]:
        jsonschema.Draft202012Validator(schema).validate(made)


def test_the_schema_of_a_season_knows_every_field_of_the_message():
    proto = (SOURCE / "proto" / "thidua" / "v1" / "season.proto").read_text(encoding="utf-8")
    fields = {name: {field: kind for kind, field in
                     re.findall(r"^ +(?:optional|repeated) (\w+) (\w+) = ", body, re.M)}
              for name, body in re.findall(r"^message (\w+) \{\n(.*?)^\}", proto, re.M | re.S)}

    def lacking(message, schema, at):
        for field, kind in fields[message].items():
            known = schema["properties"].get(field)
            if known is None:
                yield f"{at}{field}"
            elif kind in fields and kind != "Target":  # targets are an object by task
                known = known.get("items", known)
                yield from lacking(kind, whole["$defs"][known["$ref"].split("/")[-1]] if "$ref" in known else known,
                                   f"{at}{field}.")

    whole = json.loads((SCHEMAS / "season.schema.json").read_text(encoding="utf-8"))
    assert list(lacking("Season", whole, "")) == []


@pytest.mark.parametrize("change", [{"not_held": True}, {"not_held": False, "opens": "2024-03-15"}])
def test_the_schema_and_the_tool_agree_on_a_period_that_is_not_held(thidua, tmp_path, change):
    season = example("season") | {"edition": 2}
    dates = season["periods"][0]
    season["periods"][0] = {"period": dates["period"]} | change
    schema = json.loads((SCHEMAS / "season.schema.json").read_text(encoding="utf-8"))
    fine = jsonschema.Draft202012Validator(schema).is_valid(season)
    assert (thidua("season", "check", write(tmp_path / "season.json", season)).returncode == 0) == fine


def test_a_season_is_checked_without_a_daemon(thidua, tmp_path):
    done = thidua("season", "check", write(tmp_path / "season.json", example("season")), "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["cluster"], told["tasks"], told["boards"], len(told["ruleset_hash"])) == ("TCXDD-1", 2, 2, 64)


def test_the_season_of_2024_is_right(thidua):
    path = SOURCE / "deploy" / "season-2024" / "season.json"
    schema = json.loads((SCHEMAS / "season.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(json.loads(path.read_text(encoding="utf-8")))
    done = thidua("season", "check", path)
    assert (done.returncode, done.stderr) == (0, "")


def test_checking_a_season_says_by_which_edition(thidua, tmp_path):
    path = write(tmp_path / "season.json", example("season"))
    done = thidua("season", "check", path)
    assert "edition 1 of the rules" in done.stdout
    assert error_lines(done) == ['thidua: the file names no "edition" and is judged by edition 1; define writes that of the '
                                 'season in force, or the newest, 2']
    assert json.loads(path.read_text(encoding="utf-8")) == example("season")  # only defining writes
    newer = example("season")
    newer["tasks"][0]["decimals"] = 0  # which only the newest edition knows
    done = thidua("season", "check", write(path, newer), "--json")
    assert (json.loads(done.stdout)["edition"], "is judged by edition 2" in done.stderr) == (2, True)
    write(path, example("season") | {"edition": 2})
    done = thidua("season", "check", path, "--json")
    assert (json.loads(done.stdout)["edition"], done.stderr) == (2, "")
    assert thidua("season", "check", write(path, example("season") | {"edition": 3})).returncode == 65


def test_a_season_is_checked_by_the_bounds_of_its_own_edition(thidua, tmp_path):
    season = example("season") | {"edition": 1}
    season["boards"][0]["iso"] = "VN-07-TQ"
    season["holidays"][0] = "2023-04-18"
    assert thidua("season", "check", write(tmp_path / "season.json", season)).returncode == 0
    done = thidua("season", "check", write(tmp_path / "season.json", season | {"edition": 2}))
    assert done.returncode == 65
    assert error_lines(done) == ["board 1 (TQ), ISO code: must be at most 6 bytes, not 8",
                                 "holiday 1: must be a day of 2024 or 2025, got 18-04-2023"]


def test_what_the_policies_mean_is_said_with_the_clusters_days(thidua, tmp_path):
    season = json.loads((SOURCE / "deploy" / "season-2024" / "season.json").read_text(encoding="utf-8"))
    said = thidua("season", "check", write(tmp_path / "season.json", season)).stdout.splitlines()[1:]
    assert said[0].startswith("Compact: all 14 boards sign each version")
    assert "Q4 23-11-2024" in said[1]
    assert said[2].startswith("Review: HN reviews the boards, PT reviews HN, each report in 5 days")
    assert said[6] == ("  Q4: returned until the end of 21-11-2024, adjusted by head and deputy until the end of 23-11-2024, by the "
                       "supervisor until the end of 28-11-2024; not verified, only what came until the end of 23-11-2024 and was "
                       "not returned counts.")
    assert said[3].endswith("not verified, it counts as reported.")
    assert said[8] == ("Models: HN (of HN: PT) judges each model that a report lists; after 5 days the supervisor may, too, and its board may "
                       "dispute that for 5 days. Only those that are recognised count.")
    assert said[9].startswith("Limitations: what a board names in a report is open from its period's lock on")
    assert ("HN (of HN: PT) confirms that; after 5 days" in said[9], said[9].endswith("this file lists 40.")) == (True, True)
    assert said[10] == (
        "Two signatures: a proposal waits 10 days for the second one. Points beside the tasks and amendments of what has locked: HN and "
        "the supervisor; about HN: PT and the supervisor. Finalising the year, once all periods have locked: HN and the "
        "supervisor. A new version of a season that has begun: the operator and the supervisor.")
    assert said[11:-2] == ["  KT1: a bonus of 5.00 to 20.00 each time, at most 100.00 in all",
                        "  KT2: a bonus of 5.00 to 10.00 each time, at most 100.00 in all", "  TD1: a deduction of 2.00 to 10.00 each time"]
    assert said[-2].startswith("Freeze: from 00:00 of 20-11-2024 until the end of 29-11-2024, or until it is revealed, HN, PT and the "
                               "supervisor alone see what is new;")
    assert said[-1].startswith("Publication: the public sees locked standings that the supervisor has published")
    for policy in ("models", "limitations", "earlier_limitations", "freeze", "publication"):
        del season[policy]
    next(task for task in season["tasks"] if task["code"] == "T12")["measure"] = "PERCENT"
    said = thidua("season", "check", write(tmp_path / "without.json", season)).stdout.splitlines()[1:]
    assert said[8:10] == ["No register of models: all that reports list count.",
                         "Limitations are not followed: reports name them, and nobody confirms anything."]
    assert said[-2:] == ["No freeze: everybody with a role sees at once what is new.",
                         "No publication: the public sees the standings as the boards do."]
    for policy in ("compact", "review", "postmark_grace_days", "proposal_days", "entry_rules"):
        del season[policy]
    season["periods"][0] = {"period": "Q1", "not_held": True}
    bare = thidua("season", "check", write(tmp_path / "bare.json", season)).stdout.splitlines()[1:]
    assert [line.split(":")[0] for line in bare] == ["Not held", "No compact", "No postmarks", "No review", "No register of models",
                                                          "Limitations are not followed", "No second signatures", "No freeze", "No publication"]
    assert thidua("season", "check", write(tmp_path / "first.json", season | {"edition": 1})).returncode == 65
    assert thidua("season", "check", tmp_path / "season.json", THIDUA_LANG="vi").stdout.count("đến hết 23-11-2024") == 2


def test_two_seasons_are_compared_in_words(thidua, tmp_path):
    season = example("season")
    old = write(tmp_path / "old.json", season)
    season["tasks"][0]["target"] = "41.5"
    season["boards"][0]["targets"]["T02"] = "900"
    season["periods"][1]["due"] = "2024-06-19"
    season["holidays"].append("2024-12-24")
    done = thidua("season", "diff", old, write(tmp_path / "new.json", season))
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "task 1 (T01), target: 35 → 41.5",
        "board 1 (TQ), targets of its own T02: not assigned → 900",
        "period 2 (Q2), due day: 18-06-2024 → 19-06-2024",
        "holidays: 18-04-2024; 30-04-2024; 01-05-2024; 02-09-2024 → 18-04-2024; 30-04-2024; 01-05-2024; 02-09-2024; 24-12-2024"]
    told = thidua("season", "diff", old, tmp_path / "new.json", "--json", THIDUA_LANG="vi")
    assert json.loads(told.stdout)["changes"] == ["tasks[0].target", "boards[0].targets.T02", "periods[1].due", "holidays"]
    season = example("season")
    season |= {"edition": 2, "review": {"review_days": 5, "dispute_days": 4, "return_days": 2, "strict": ["Q4", "FINAL"]}}
    agreed = thidua("season", "diff", old, write(tmp_path / "review.json", season))
    assert agreed.stdout.splitlines()[1:] == [
        "review, days to review: – → 5", "review, days to dispute: – → 4", "review, days to answer a return: – → 2",
        "review, periods that count what could be reviewed: – → Q4; FINAL"], agreed.stdout
    same = thidua("season", "diff", old, old, THIDUA_LANG="vi")
    assert (same.returncode, same.stdout) == (0, "Không có gì khác.\n")


def test_every_fault_of_a_season_is_told_on_a_line_with_its_path(thidua, tmp_path):
    season = example("season")
    season["tasks"][0]["max"] = "41.00"
    season["boards"][0]["targets"]["T09"] = "1"
    season["head"] = "XX"
    done = thidua("season", "check", write(tmp_path / "season.json", season))
    assert (done.returncode, done.stdout) == (65, "")
    assert [line.split(":")[0] for line in error_lines(done)] == ["tasks", "board 1 (TQ), targets of its own T09", "head"]


def test_faults_are_also_json(thidua, tmp_path):
    season = example("season")
    season["scale"] = 100.5
    done = thidua("season", "check", write(tmp_path / "season.json", season), "--json")
    assert done.returncode == 65
    assert [fault["field"] for fault in json.loads(done.stdout)["faults"]] == ["scale"]
    assert len(error_lines(done)) == 1


@pytest.mark.parametrize("change", [
    lambda season: season.pop("head"),
    lambda season: season.update(surprise=1),
    lambda season: season["tasks"][0].update(kind="STAIRS"),
    lambda season: season["tasks"][0].update(max=40),
    lambda season: season["tasks"][1].update(target=12.5),
    lambda season: season["periods"].pop(),
    lambda season: season["holidays"].append("30/4"),
    lambda season: season["tie_breaks"].append("NAME"),
    lambda season: season["boards"][0].update(code="tq"),
    lambda season: season["boards"][0]["targets"].update(T01=True),
])
def test_the_schema_and_the_tool_refuse_the_same_seasons(thidua, tmp_path, change):
    season = example("season")
    change(season)
    schema = json.loads((SCHEMAS / "season.schema.json").read_text(encoding="utf-8"))
    assert not jsonschema.Draft202012Validator(schema).is_valid(season)
    assert thidua("season", "check", write(tmp_path / "season.json", season)).returncode == 65


def test_files_that_cannot_be_read_are_bad_input(thidua, tmp_path):
    assert thidua("season", "check", "nowhere.json").returncode == 65
    (tmp_path / "broken.json").write_text('{"cluster": ')
    done = thidua("season", "check", "broken.json")
    assert done.returncode == 65
    assert done.stderr.startswith("line 1, column ")
    (tmp_path / "large.json").write_text("[" + " " * (1 << 20) + "]")
    assert thidua("season", "check", "large.json").returncode == 65


def test_a_wrong_report_never_reaches_the_outbox(thidua, tmp_path):
    report = example("report")
    report["lines"][1]["done"] = 4.5
    done = thidua("submit", write(tmp_path / "q1.json", report), "--outbox", "box")
    assert done.returncode == 65
    assert error_lines(done) == [
        'line 2 (T02), done: write it in quotes, such as "12.5": JSON numbers with a decimal point are not exact'
    ]
    assert not (tmp_path / "box").exists()


def test_what_is_wrong_with_a_file_is_said_in_the_language_of_the_reader(thidua, tmp_path):
    report = example("report")
    report["lines"][0]["actual"] = -1
    report["surprise"] = report.pop("board")
    done = thidua("submit", write(tmp_path / "q1.json", report), "--outbox", "box", "--json", THIDUA_LANG="vi")
    assert error_lines(done) == [
        "surprise: không có trong mẫu",
        "đơn vị (board): còn thiếu",
        "dòng 1 (T01), thực hiện (actual): phải từ 0 đến 10.000.000, không phải -1",
    ]
    assert json.loads(done.stdout)["faults"][2] == {
        "field": "lines[0].actual", "code": "INVALID", "reason": "JSON_QUANTITY_RANGE", "arguments": ["10000000", "-1"],
        "message": "must be 0 to 10000000, got -1"}


@pytest.fixture
def office(tmp_path):
    """Flags of an office whose daemon does not answer."""
    Keys("office").write(tmp_path / "office.key")
    Keys("daemon").write(tmp_path / "daemon.key")
    return ["--commands", "tcp://127.0.0.1:1", "--credential", "office.key", "--daemon-key", "daemon.key.pub", "--cluster",
            "TCXDD-1", "--year", "2024", "--timeout", "1"]


def test_a_report_that_nobody_acknowledges_is_kept_and_the_next_one_follows_it(thidua, tmp_path, office):
    report = example("report")
    for title in ("first", "second"):
        report["proposals"] = [title]
        done = thidua("submit", write(tmp_path / "q1.json", report), "--no-wait", *office)
        assert done.returncode == 75
        assert "kept in the outbox" in done.stderr
    rows = json.loads(thidua("outbox", "list", "--json", *office).stdout)
    assert rows["waiting"] == 2
    assert [row["state"] for row in rows["rows"]] == ["WAITING", "WAITING"]
    assert [row["summary"][-1] for row in rows["rows"]] == ["1", "2"]  # the revisions
    assert json.loads(thidua("outbox", "receipts", "--json", *office).stdout)["rows"] == []
    assert stat.S_IMODE((tmp_path / "office.key.outbox").stat().st_mode) == 0o600


def test_a_daemon_that_does_not_answer_is_unreachable(thidua, office):
    done = thidua("ping", *office)
    assert (done.returncode, error_lines(done)) == (69, ["thidua: no answer: tcp://127.0.0.1:1 cannot be reached"])
    done = thidua("standings", *office, THIDUA_LANG="vi")
    assert (done.returncode, error_lines(done)) == (69, ["thidua: không liên lạc được với tcp://127.0.0.1:1"])


def test_a_flush_that_leaves_something_says_so(thidua, tmp_path, office):
    thidua("submit", write(tmp_path / "q1.json", example("report")), "--no-wait", *office)
    done = thidua("outbox", "flush", *office)
    assert done.returncode == 75
    assert "1 commands are still waiting" in done.stderr


def test_a_key_file_that_others_can_read_is_refused(thidua, tmp_path, office):
    done = thidua("ping", *office, "--credential", "office.key.pub")  # open to others as a public half should be
    assert (done.returncode, error_lines(done)) == (
        78, ["thidua: the office's key (--credential): office.key.pub: is the public half; the office's own key file is needed"])
    os.chmod(tmp_path / "office.key", 0o644)
    done = thidua("ping", *office)
    assert (done.returncode, error_lines(done)) == (
        78, ["thidua: the office's key (--credential): office.key: is open to others (mode 644): chmod 600 it"])
    (tmp_path / "office.key").write_text("thidua credential 1\nlable x\n")
    assert error_lines(thidua("ping", *office, THIDUA_LANG="vi"))[0] == \
        "thidua: office.key: dòng 2: có tên mà không tệp khóa nào có"
    Keys("office").write(tmp_path / "office.key")
    os.chmod(tmp_path / "office.key", 0o644)
    assert "người khác đọc được (quyền 644)" in thidua("ping", *office, THIDUA_LANG="vi").stderr


def test_any_command_is_sent_by_the_names_of_its_fields(thidua, tmp_path, office):
    key = "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8"
    done = thidua("send", "revoke_key", f"sign_key={key}", "--reason", "đổi máy", "--no-wait", *office)
    assert done.returncode == 75, done.stderr
    path = write(tmp_path / "q1.json", {name: value for name, value in example("report").items() if name not in ("cluster", "year")}
                 | {"revision": 1})
    assert thidua("send", "submit_report", path, "--no-wait", *office).returncode == 75
    rows = json.loads(thidua("outbox", "--json", *office).stdout)["rows"]
    assert [(row["kind"], row["summary"]) for row in rows] == [
        ("revoke_key", "key 0e5751c0..."), ("submit_report", "TQ 2024 Q1 revision 1")]
    listed = thidua("outbox", *office, THIDUA_LANG="vi").stdout
    assert "thu hồi khóa 0e5751c0…" in listed and "báo cáo của TQ, quý I năm 2024, lần 1" in listed


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"revision": 2}, "hash of the revision before: is absent: a revision after the first names the hash of the command before it"),
        ({"revision": 1, "previous_hash": 64 * "0"}, "hash of the revision before: must be absent: revision 1 has no previous one"),
    ],
)
def test_what_could_only_be_refused_does_not_wait_in_the_outbox(thidua, tmp_path, office, changed, said):
    path = write(tmp_path / "q1.json", example("report") | changed)
    done = thidua("submit", path, "--no-wait", *office)
    assert (done.returncode, said in done.stderr) == (65, True), done.stderr
    path = write(tmp_path / "sent.json", {name: value for name, value in (example("report") | changed).items()
                                         if name not in ("cluster", "year")})
    done = thidua("send", "submit_report", path, "--no-wait", *office)
    assert (done.returncode, said in done.stderr) == (65, True), done.stderr
    assert json.loads(thidua("outbox", "--json", *office).stdout)["rows"] == []


def test_a_file_of_our_own_in_place_of_a_report_is_named(thidua, tmp_path):
    thidua("keygen", "--label", "Văn phòng", "--out", "tq.key")
    write(tmp_path / "tq.invite", {"thidua_invitation": 1, "commands": "tcp://127.0.0.1:9"})
    secret = [line.split()[-1] for line in (tmp_path / "tq.key").read_text(encoding="utf-8").splitlines() if "_secret" in line]
    (tmp_path / "tq.conf").write_text("")
    for command in (["submit"], ["season", "check"], ["map", "--config", "tq.conf"]):
        for name, said in {"tq.key": "is a secret key, which is never a report", "tq.key.pub": "is a public key",
                           "tq.invite": "thidua context create NAME --invite tq.invite --credential KEY"}.items():
            done = thidua(*command, name)
            assert (done.returncode, len(error_lines(done)), done.stdout) == (65, 1, ""), done.stderr
            assert done.stderr.startswith(f"thidua: {name}: ") and said in done.stderr
            assert len(secret) == 2 and not any(word in done.stderr for word in secret)


@pytest.mark.parametrize(
    ("name", "begins", "said"),
    [
        ("q1.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is in the old format of Excel"),
        ("lines.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is in the old format of Excel"),
        ("q1.xlsx", b"PK\x03\x04" + 30 * b"\0" + b"[Content_Types].xml", "is damaged or incomplete"),
        ("q1.ods", b"<html>", "is no spreadsheet"),
        ("khóa.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "is locked with a password"),
    ],
)
def test_a_file_that_is_wrong_is_named(thidua, tmp_path, name, begins, said):
    (tmp_path / name).write_bytes(begins)
    (tmp_path / "tq.conf").write_text("")
    for command in ("submit", "map"):
        done = thidua(command, name, "--config", "tq.conf")
        assert (done.returncode, done.stderr.startswith(f"{name}: {said}")) == (65, True), done.stderr


def test_an_empty_file_is_called_empty(thidua, tmp_path):
    (tmp_path / "empty.json").write_bytes(b"")
    done = thidua("season", "check", "empty.json")
    assert (done.returncode, "line 1: nothing is here: the file is empty" in done.stderr) == (65, True), done.stderr


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["revoke"], 'thidua: there is no action "revoke"; there are: define_season, grant_key, revoke_key, submit_report, postmark, reinstate, sign_compact, take_report, release_report, return_report, verify_report, dispute_report, resolve_dispute, countersign, withdraw_proposal, enter_points, withdraw_points, amend_report, judge_model, close_limitation, confirm_limitation, reveal, publish, finalise_year; did you mean "revoke_key"?'),
        (["revoke_key"], "signing key (sign_key): is missing"),
        (["revoke_key", "sign_key=0e57"], "signing key (sign_key): must be 64 hex digits"),
        (["revoke_key", "sign_kye=0e57", "sign_key=" + 64 * "0"], 'sign_kye: is not known; did you mean "sign_key"?'),
        (["grant_key", "role=king", "sign_key=" + 64 * "0", "curve_key=" + 64 * "0"],
         "role: must be one of office, supervisor, operator, viewer"),
        (["submit_report", "board=TQ", "period=Q1", "revision=1", "lines=1"], "lines: can only be given in a file"),
        (["postmark", "period=Q1", "period=Q2", "report_hash=" + 64 * "0"], "period: is given twice"),
        (["submit_report", "board=TQ", "period=Q1", "revision=one"], "revision: must be a whole number from 0 to 4294967295"),
    ],
)
def test_a_field_that_does_not_fit_is_told(thidua, typed, said):
    assert error_lines(thidua("send", *typed, "--cluster", "TCXDD-1", "--year", 2024)) == [said]


def test_help_of_send_lists_the_fields_of_every_action(thidua):
    told = thidua("send", "--help").stdout
    assert "revoke_key:\n\n  sign_key                   64 hex digits, required\n" in told
    assert "  period                     Q1, Q2, Q3, Q4, FINAL, required\n" in told
    assert "  lines                      only in FILE.json\n" in told


def varint(number):
    out = b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


def make_bundle(path):
    """A journal of three entries, made as proto/thidua/v1/bundle.proto says; returns the operator."""
    operator, office = Keys("operator"), Keys("TQ")
    grant = command_pb.GrantKey(role=1, board="TQ", sign_key=office.sign_public, curve_key=office.curve_public, label="TQ")
    season = protocol.small_season("TCXDD-1").SerializeToString()
    commands = [
        protocol.sign(operator, protocol.command("TCXDD-1", grant_key=grant)),
        protocol.sign(operator, protocol.command("TCXDD-1", 2024,
                                                 define_season=command_pb.DefineSeason(version=1, season=season))),
        protocol.sign(office, protocol.command("TCXDD-1", 2024, submit_report=protocol.report("TQ"))),
    ]
    records = [bundle_pb.BundleRecord(header=bundle_pb.BundleHeader(
        cluster="TCXDD-1", operator_key=operator.sign_public, epoch=bytes(16), exported_at=1))]
    previous, received = bytes(32), protocol.instant("2024-03-18T08:00")
    for sequence, made in enumerate(commands, 1):
        at = received + sequence
        mark = sequence.to_bytes(8, "big") + at.to_bytes(8, "big")
        digest = protocol.blake2b(previous + mark + made.command)
        records.append(bundle_pb.BundleRecord(entry=protocol.service_pb.StoredCommand(
            sequence=sequence, received_at=at, signed_command=made, previous_hash=previous, hash=digest)))
        previous = digest
    data = b"thidua-journal-1\n"
    for record in records:
        raw = record.SerializeToString()
        data += varint(len(raw)) + raw
    trailer = bundle_pb.BundleRecord(trailer=bundle_pb.BundleTrailer(entries=len(commands), hash=protocol.blake2b(data)))
    raw = trailer.SerializeToString()
    path.write_bytes(data + varint(len(raw)) + raw)
    return operator


def test_a_bundle_that_is_right_agrees(thidua, tmp_path):
    operator = make_bundle(tmp_path / "2024.bundle")
    operator.write(tmp_path / "operator.key")
    done = thidua("verify", "2024.bundle", "--operator-key", "operator.key.pub", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["agrees"], told["entries"], told["cluster"], told["operator_key_given"]) == (True, 3, "TCXDD-1", True)
    assert "compare it" in thidua("verify", "2024.bundle").stdout
    for language in ("vi", "en"):
        for more in ((), ("--operator-key", "operator.key.pub")):
            said = thidua("verify", "2024.bundle", "--lang", language, *more).stdout
            assert all(len(line) <= 80 for line in said.splitlines()) and f"\n  {told['head']}\n" in said


def test_a_bundle_of_another_operator_differs(thidua, tmp_path):
    make_bundle(tmp_path / "2024.bundle")
    Keys("another").write(tmp_path / "another.key")
    done = thidua("verify", "2024.bundle", "--operator-key", "another.key.pub")
    assert done.returncode == 1
    assert done.stderr.startswith("thidua: DIFFERS: ")


@pytest.mark.parametrize("place", [0, 20, 60, 200, 400, -40, -1])
def test_a_changed_byte_is_found(thidua, tmp_path, place):
    path = pathlib.Path(tmp_path / "2024.bundle")
    make_bundle(path)
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)
    done = thidua("verify", path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("thidua: DIFFERS: ")


def test_a_full_disk_is_no_success(thidua, tmp_path):
    with open("/dev/full", "w") as full:
        done = subprocess.run([_program("thidua"), "--help"], stdout=full, stderr=subprocess.PIPE, timeout=WAIT, check=False)
    assert done.returncode == 78


def test_no_colour_reaches_a_pipe(thidua, tmp_path):
    done = thidua("season", "check", write(tmp_path / "season.json", example("season")), TERM="xterm-256color")
    assert "\033" not in done.stdout


def test_what_is_no_bundle_is_told_by_its_first_bytes(thidua):
    done = thidua("verify", "/dev/zero")  # has no end
    assert (done.returncode, done.stderr) == (1, "thidua: DIFFERS: at byte 0: this is no exported journal\n")
    done = thidua("verify", "/dev/zero", "--lang", "vi", "--json")
    assert done.stderr == "thidua: KHÔNG KHỚP: tại byte 0: đây không phải là sổ đã xuất ra\n"
    told = json.loads(done.stdout)
    assert (told["difference"], told["fault"]["reason"]) == ("at byte 0: this is no exported journal", "BUNDLE_FOREIGN")


def test_what_differs_is_said_in_the_reader_s_language(thidua, tmp_path):
    make_bundle(tmp_path / "2024.bundle")
    Keys("another").write(tmp_path / "another.key")
    done = thidua("verify", "2024.bundle", "--operator-key", "another.key.pub", "--lang", "vi")
    assert done.stderr.startswith("thidua: KHÔNG KHỚP: phần đầu tệp, khóa người vận hành: phải là ")
    data = (tmp_path / "2024.bundle").read_bytes()
    (tmp_path / "short.bundle").write_bytes(data[:-1])
    done = thidua("verify", "short.bundle", "--lang", "vi")
    assert re.fullmatch(r"thidua: KHÔNG KHỚP: tại byte \d+: có bản ghi bị cắt cụt\n", done.stderr)


def test_json_holds_every_text_whatever_its_bytes(thidua, tmp_path):
    name = os.fsdecode(b"caf\xe9.key")  # as an old Windows would have written it
    made = json.loads(thidua("keygen", "--label", "a", "--out", name, "--json").stdout)
    assert (made["credential"], made["public"]) == ("caf\\xe9.key", "caf\\xe9.key.pub")
    wrong = thidua("season", "check", write(tmp_path / "season.json", example("season") | {"ộ" * 300: 1}), "--json")
    assert [fault["reason"] for fault in json.loads(wrong.stdout)["faults"]] == ["JSON_UNKNOWN"]


def test_what_nobody_sees_in_a_grant_is_told(thidua, tmp_path):
    for name in ("operator", "daemon", "tq"):
        Keys(name).write(tmp_path / f"{name}.key")
    (tmp_path / "op.conf").write_text("commands = tcp://127.0.0.1:9\ncredential = operator.key\ndaemon_key = daemon.key.pub\ncluster = TCXDD-1\n")
    for what in (["grant", "tq.key.pub", "--role", "office", "--board", "TQ", "--label", "TQ\u202e"],
                 ["revoke", "tq.key.pub", "--reason", "đổi\u202e máy"]):
        done = thidua("key", *what, "--no-wait", "--config", "op.conf")
        assert done.returncode == 75, done.stderr
        assert f"note: {what[-2][2:]}: holds U+202E, which nobody sees" in done.stderr


# --- a drive that is full, or may only be read ---

DRIVE = """
set -e
mount -t tmpfs -o size=256k tmpfs drive
send() { printf '%s' "$report" | sed "s/33/$1/" >"$1.json"; code=0; "$thidua" submit "$1.json" --no-wait --config tq.conf 2>&1 || code=$?; echo "$1: $code"; }
send 33
dd if=/dev/zero of=drive/filler bs=1k count=999 2>/dev/null || true
send 34
rm drive/filler
send 35
mount -o remount,ro drive
send 36
mount -o remount,rw drive
"$thidua" outbox list --config tq.conf --json
"""


def test_an_outbox_on_a_full_drive_says_so_and_loses_nothing(thidua, tmp_path):
    (tmp_path / "drive").mkdir()
    if subprocess.run(["unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", tmp_path / "drive"], check=False, capture_output=True).returncode:
        pytest.skip("no namespace of our own to mount a small drive in")
    for name in ("tq", "daemon"):
        Keys(name).write(tmp_path / f"{name}.key")
    (tmp_path / "tq.conf").write_text("commands = tcp://127.0.0.1:9\ncredential = tq.key\ndaemon_key = daemon.key.pub\noutbox = drive/outbox\n")
    report = {"cluster": "TCXDD-1", "year": 2024, "board": "TQ", "period": "Q1", "lines": [{"task": "T01", "actual": "33"}]}
    done = subprocess.run(["unshare", "-rm", "sh", "-c", DRIVE], cwd=tmp_path, capture_output=True, text=True, timeout=WAIT, check=False,
                          env=os.environ | {"thidua": str(_program("thidua")), "report": json.dumps(report), "THIDUA_LANG": "en"})
    said = done.stdout
    assert done.returncode == 0, (said, done.stderr)
    assert "33: 75" in said and "34: 78" in said and "35: 75" in said and "36: 78" in said, said
    assert "there is no room left where it lies" in said.split("33: 75")[1].split("34: 78")[0], said
    assert "cannot be " in said.split("35: 75")[1].split("36: 78")[0], said
    rows = json.loads(said[said.index("36: 78") + len("36: 78"):])["rows"]
    assert [row["state"] for row in rows] == ["WAITING", "WAITING"]


PAGES = sorted((SCHEMAS / "vai-tro").glob("*.md"))


def test_each_role_has_a_page():
    assert [page.stem for page in PAGES] == ["cum-pho", "cum-truong", "don-vi", "giam-sat", "van-hanh"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_commands_of_a_role_page_are_understood_as_they_stand(thidua, page):
    """Each as it would be pasted, by somebody without a context yet: what is missing is said, or the file; never how to type it."""
    lines = [line for block in page.read_text(encoding="utf-8").split("```")[1::2] for line in block.strip().splitlines()]
    lines += re.findall(r"`(thidua [a-z]+ [a-z]+ [^`]*|thidua [a-z]+ --[^`]*)`", page.read_text(encoding="utf-8"))
    assert len(lines) >= 8
    for line in lines:
        done = thidua(*shlex.split(line)[1:], stdin=subprocess.DEVNULL)
        assert line.startswith("thidua ")
        assert done.returncode in (65, 66, 78), (line, done.returncode, done.stderr)
