"""The documents say what is so: links lead somewhere; tables, commands and addresses are the code's."""

import json
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml

from enishi.cli.main import app, keys, users
from enishi.config.env import Settings
from enishi.config.env_rules import PREFIX
from enishi.delivery.domain.reasons import REASONS

ROOT = Path(__file__).parents[2]
SETTINGS = {PREFIX + name.upper(): field for name, field in Settings.model_fields.items()}

#: Text nobody should read: unfinished places, machine paths, ids of a tracker, praise of oneself.
FORBIDDEN = re.compile(
    r"\b(?:TODO|FIXME|TBD|XXX|WIP)\b|lorem ipsum|coming soon|近日公開"
    r"|(?<![\w.$~-])/(?:work|root|home|farm)/"
    r"|(?<![\w&/])#\d+\b|(?-i:\b[RN]\d{2,3}\b)"
    r"|\b(?:blazing|revolutionary|world-class|best-in-class|cutting-edge)\b|世界初|業界初|No\.1",
    re.IGNORECASE,
)
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
_IMAGE = re.compile(r"!\[[^\]]*\]\(([^)\s]+)\)")
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
#: ``enishi`` as the program that is run, on a line of its own or inside a container.
_RUN = re.compile(
    r"^ *(?:ENISHI_\w+=\S+ |docker \w+ [^\n]*? enishi(?= enishi)| )*"
    r"(?:\.venv/bin/)?enishi ((?:api-key|users) [a-z-]+|[a-z][a-z-]*)\b",
    re.MULTILINE,
)
_CODE = re.compile(r"^```\w*\n(.*?)^```|`([^`\n]+)`", re.MULTILINE | re.DOTALL)


def documents() -> list[Path]:
    folders = [ROOT, ROOT / "docs", ROOT / "bench"]
    found = [*ROOT.glob("*.md"), *(path for folder in folders[1:] for path in folder.rglob("*.md"))]
    return sorted(found)


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _anchors(path: Path) -> set[str]:
    """Headings as GitHub names them."""
    headings = re.findall(r"^#{1,6} (.+)$", _FENCE.sub("", path.read_text()), re.MULTILINE)
    plain = (re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", heading) for heading in headings)
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in plain}


def _leads_nowhere(page: Path, target: str) -> bool:
    file, _, anchor = unquote(target).partition("#")
    path = (page.parent / file).resolve() if file else page
    if not path.is_relative_to(ROOT) or not path.exists():
        return True
    return bool(anchor) and path.suffix == ".md" and anchor not in _anchors(path)


@pytest.mark.parametrize("page", documents(), ids=_name)
def test_every_link_leads_somewhere(page: Path) -> None:
    text = _FENCE.sub("", page.read_text())
    targets = [*_LINK.findall(text), *_IMAGE.findall(text)]
    relative = [target for target in targets if not re.match(r"[a-z]+:", target)]

    assert [target for target in relative if _leads_nowhere(page, target)] == []


@pytest.mark.parametrize("page", documents(), ids=_name)
def test_no_document_holds_unfinished_places_or_praise(page: Path) -> None:
    assert FORBIDDEN.findall(page.read_text()) == []


def _rows(page: str, start: str) -> list[list[str]]:
    """The cells of the table whose heading line begins with ``start``."""
    lines = (ROOT / page).read_text().splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith(start))
    rows = []
    for line in lines[first + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]])
    return rows


def test_the_table_of_settings_is_that_of_the_code() -> None:
    told = [row[0].strip("`") for row in _rows("README.md", "| 変数 |")]

    assert told == list(SETTINGS)


def test_the_table_of_settings_tells_the_defaults() -> None:
    told = {row[0].strip("`"): row[1] for row in _rows("README.md", "| 変数 |")}
    fixed = {
        name: str(field.default)
        for name, field in SETTINGS.items()
        if not field.is_required() and field.default is not None
    }

    assert {name: default for name, default in fixed.items() if f"`{default}`" not in told[name]} == {}


def test_the_sample_environment_names_every_setting_and_sets_none() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    named = {line.lstrip("#").split("=")[0] for line in lines if re.match(r"#?ENISHI_\w+=", line)}

    assert named == set(SETTINGS)
    assert [line for line in lines if line and not line.startswith("#")] == []


def _code_in_documents() -> str:
    return "\n".join(
        block or inline for page in documents() for block, inline in _CODE.findall(page.read_text())
    )


def _targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def test_every_make_target_that_is_told_exists() -> None:
    told = set(re.findall(r"^(?:\s*)make ([a-z][a-z-]*)", _code_in_documents(), re.MULTILINE))

    assert told
    assert told - _targets() == set()


def test_every_command_that_is_told_exists() -> None:
    commands = {
        command.name or command.callback.__name__ for command in app.registered_commands if command.callback
    }
    key_commands = {f"api-key {command.name}" for command in keys.registered_commands}
    user_commands = {f"users {command.name}" for command in users.registered_commands}
    told = set(_RUN.findall(_code_in_documents()))

    assert told
    assert told - commands - key_commands - user_commands == set()


def test_every_address_of_the_api_that_is_told_exists() -> None:
    described = json.loads((ROOT / "docs/api/openapi.json").read_text())["paths"]
    patterns = [re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path)) + "$") for path in described]
    text = "\n".join(page.read_text() for page in documents())
    told = set(re.findall(r"(?:\$API|/api/v1)(/[\w${}/-]+)", text)) - {"/openapi"}

    assert told
    assert [path for path in told if not any(each.match("/api/v1" + path) for each in patterns)] == []


def test_every_reason_of_the_ledger_is_explained() -> None:
    told = [row[0].strip("`") for row in _rows("docs/develop/delivery.md", "| code | state |")]

    assert sorted(told) == sorted(REASONS)


def test_every_stage_of_delivery_is_in_the_architecture() -> None:
    folder = ROOT / "src/enishi/delivery/pipeline"
    stages = {path.stem for path in folder.glob("*.py")} - {"__init__", "run"}

    assert {row[0].strip("`") for row in _rows("ARCHITECTURE.md", "| stage |")} == stages


def test_every_decision_is_in_the_list_of_decisions() -> None:
    files = {path.name for path in (ROOT / "docs/adr").glob("[0-9]*.md")}
    listed = re.findall(r"\((\d{4}-[\w-]+\.md)\)", (ROOT / "docs/adr/README.md").read_text())

    assert sorted(listed) == sorted(files)
    assert [name[:4] for name in sorted(files)] == [f"{number:04}" for number in range(1, len(files) + 1)]


def test_the_containers_use_settings_and_commands_that_exist() -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    ours = {name: each for name, each in services.items() if each.get("image") == "enishi"}

    assert set(ours) == {"migrate", "web", "worker"}
    assert {name for each in ours.values() for name in each["environment"]} <= set(SETTINGS)
    assert {each["command"][1] for each in ours.values()} <= {
        command.name or (command.callback.__name__ if command.callback else "")
        for command in app.registered_commands
    }
    assert "ENISHI_DATABASE_OWNER_URL" not in {**ours["web"]["environment"], **ours["worker"]["environment"]}
