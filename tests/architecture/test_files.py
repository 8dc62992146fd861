"""Where code may stand and how much of it: names, sizes, directions."""

import ast
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.utils.module_loading import import_string

SOURCE = Path(__file__).parents[2] / "src"
ENISHI = SOURCE / "enishi"

#: Lowest first: an app's models may point down, never up.
ORDER = [
    "accounts",
    "line",
    "friends",
    "content",
    "delivery",
    "automation",
    "inbox",
    "scenarios",
    "broadcasts",
    "intake",
    "analytics",
]

SAME_EVERYWHERE = {
    "__init__",
    "actions",
    "api",
    "apps",
    "conditions",
    "domain",
    "migrations",
    "models",
    "privacy",
    "public_api",
    "schemas",
    "selectors",
    "services",
    "sync",
    "tasks",
}
#: What an app has beyond that, because it is an edge or an engine.
EXTRA = {
    "accounts": {
        "http",
        "idempotency",
        "notice_schemas",
        "notices",
        "permissions",
        "role_texts",
        "key_limits",
        "sessions",
        "signin",
    },
    "automation": {"bulk", "registry", "rewriting"},
    "delivery": {"engine", "pipeline"},
    "friends": {"placeholders", "transfers"},
    "intake": {"engine", "pipeline", "webhook"},
    "line": {
        "client",
        "errors",
        "ids",
        "limits",
        "messages",
        "practice",
        "signature",
        "tokens",
        "webhook_events",
    },
    "scenarios": {"pipeline"},
}
LONGEST_FILE = 400
LONGEST_FUNCTION = 40


def _python_files(*folders: Path) -> list[Path]:
    return [
        path for folder in folders for path in sorted(folder.rglob("*.py")) if "migrations" not in path.parts
    ]


def test_no_file_is_longer_than_400_lines() -> None:
    long = {
        str(path.relative_to(SOURCE.parent)): lines
        for path in _python_files(SOURCE, SOURCE.parent / "tests")
        if (lines := len(path.read_text().splitlines())) > LONGEST_FILE
    }

    assert long == {}


def test_no_function_is_longer_than_40_lines() -> None:
    long = {
        f"{path.relative_to(SOURCE)}:{node.lineno} {node.name}": node.end_lineno - node.lineno + 1
        for path in _python_files(SOURCE)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None
        if node.end_lineno - node.lineno >= LONGEST_FUNCTION
    }

    assert long == {}


def _names_in(app: str) -> set[str]:
    return {
        path.stem
        for path in (ENISHI / app).iterdir()
        if path.name != "__pycache__" and (path.is_dir() or path.suffix == ".py")
    }


@pytest.mark.parametrize("app", [app for app in ORDER if (ENISHI / app).is_dir()])
def test_apps_hold_only_files_of_the_closed_set_of_names(app: str) -> None:
    assert _names_in(app) - SAME_EVERYWHERE - EXTRA.get(app, set()) == set()


def test_nothing_is_called_utils_helpers_or_signals() -> None:
    banned = {"utils", "helpers", "signals", "common", "misc"}

    assert [path for path in _python_files(SOURCE) if path.stem in banned] == []


def test_foreign_keys_point_down_the_order_of_apps() -> None:
    upward = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for config in apps.get_app_configs()
        if config.label in ORDER
        for model in config.get_models()
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and field.related_model is not None
        if ORDER.index(field.related_model._meta.app_label) > ORDER.index(config.label)
    ]

    assert upward == []


def test_every_app_with_models_has_its_place_in_the_order() -> None:
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("enishi.")}

    assert ours <= set(ORDER)


def test_models_neither_override_save_nor_delete() -> None:
    found = [
        model.__name__
        for config in apps.get_app_configs()
        if config.name.startswith("enishi.")
        for model in config.get_models()
        if "save" in vars(model) or "delete" in vars(model)
    ]

    assert found == []


@pytest.mark.parametrize(
    "setting",
    ["ENISHI_TIMELINE_SUBSCRIBERS", "ENISHI_TIMELINE_SOURCES", "ENISHI_CHANNEL_NAMES", "ENISHI_REFERENCES"],
)
def test_every_wired_function_exists(setting: str) -> None:
    assert all(callable(import_string(path)) for path in getattr(settings, setting))


@pytest.mark.parametrize(
    "setting",
    [
        "ENISHI_ACTIONS",
        "ENISHI_PLACEHOLDERS",
        "ENISHI_FRIEND_MARKS",
        "ENISHI_CONDITIONS",
        "ENISHI_OBJECT_NAMES",
    ],
)
def test_every_wired_name_resolves(setting: str) -> None:
    for path in getattr(settings, setting).values():
        import_string(path)


def _deferred_names() -> set[str]:
    """The first argument of every call of ``defer``, where it is written out."""
    names = set()
    for path in _python_files(ENISHI):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            function = node.func
            called = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
            first = node.args[0]
            if called == "defer" and isinstance(first, ast.Constant) and isinstance(first.value, str):
                names.add(first.value)
    return names


def test_every_job_that_is_deferred_exists() -> None:
    from procrastinate.contrib.django import app

    for path in settings.PROCRASTINATE_IMPORT_PATHS:
        import_module(path)

    assert _deferred_names()
    assert _deferred_names() - set(app.tasks) == set()


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_committed_description_of_the_api_is_that_of_the_code() -> None:
    from enishi.config.openapi import snapshot

    committed = (SOURCE.parent / "docs" / "api" / "openapi.json").read_bytes()

    assert committed == snapshot(), "run `make api` and review the difference"
