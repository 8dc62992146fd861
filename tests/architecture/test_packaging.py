"""What the wheel holds beside Python: the built app and the virtual phones, which git ignores."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WEB = ROOT / "web"


def _artifacts(target: str) -> list[str]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        build = tomllib.load(file)["tool"]["hatch"]["build"]["targets"][target]
    return list(build["artifacts"])


def _built(config: str) -> str:
    """Where Vite puts what it builds, as a path of the repository."""
    found = re.search(r'outDir: "([^"]+)"', (WEB / config).read_text())
    assert found
    return (WEB / found.group(1)).resolve().relative_to(ROOT).as_posix()


@pytest.mark.parametrize("config", ["vite.config.ts", "vite.phone.config.ts"])
@pytest.mark.parametrize("target", ["wheel", "sdist"])
def test_what_vite_builds_is_packed_although_git_ignores_it(config: str, target: str) -> None:
    built = _built(config)

    assert f"{built}/**" in _artifacts(target)
    assert f"{built}/" in (ROOT / ".gitignore").read_text().splitlines()


def test_the_app_is_served_from_where_it_is_built() -> None:
    from django.conf import settings

    assert Path(settings.ENISHI_WEBAPP_DIR).relative_to(ROOT).as_posix() == _built("vite.config.ts")
