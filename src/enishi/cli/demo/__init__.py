"""``enishi demo``: a sample shop on the virtual LINE platform; the main job is played once, then it stays up.

Everything is the real thing: the same database, web, worker and pipelines as in production. Only the shop's channel
lives on the virtual platform.
"""

import os

from enishi.cli import boot
from enishi.cli.processes import ProcessTree
from enishi.cli.serve import is_free
from enishi.cli.up import add_simulator, practice_room, simulator_urls, told
from enishi.config.env import load_settings
from enishi.kit.errors import ProblemError
from enishi.kit.ondemand import PRACTICE_DIRECTORY, OnDemand

#: A second demo beside the first one, and a third; more is a mistake.
_MOST_AT_ONCE = 5
_PORTS_TRIED = 100


def run_demo(*, once: bool) -> int:
    """Returns 0 when everything that was due was received exactly once, else 1."""
    with boot.friendly():
        _use_own_directory()
        _use_free_port()
    boot.say("… データベースを起動しています / starting the database")
    with boot.database() as settings:
        boot.say("… 表を準備しています / preparing the tables")
        boot.migrate()
        code = 0
        platform = ProcessTree()
        practice_room(settings).want()
        add_simulator(platform, settings, follows_clock=True)
        boot.say("… 仮想LINEを起動しています / starting the virtual LINE platform")
        with told(platform):
            from enishi.cli.demo.run import run_story

            code = run_story(settings, simulator_urls(settings), once=once)
    return code


def _use_own_directory() -> None:
    """The demo never touches the data of a real installation, nor those of another demo that runs already."""
    base = load_settings().data_dir
    for number in range(1, _MOST_AT_ONCE + 1):
        directory = base / ("demo" if number == 1 else f"demo-{number}")
        if not OnDemand(directory / PRACTICE_DIRECTORY).is_kept:
            break
    else:
        raise ProblemError(
            "too_many_demos",
            f"デモがすでに{_MOST_AT_ONCE}つ動いています。どれかをCtrl-Cで終了してください。",
            f"{_MOST_AT_ONCE} demos run already. Stop one of them with Ctrl-C.",
        )
    os.environ["ENISHI_DATA_DIR"] = str(directory)
    os.environ.setdefault("ENISHI_LOG_LEVEL", "WARNING")


def _use_free_port() -> None:
    """The usual port, or the next free one; which one is said."""
    settings = load_settings()
    ports = range(settings.port, min(settings.port + _PORTS_TRIED, 65536))
    port = next((each for each in ports if is_free(settings.host, each)), settings.port)
    if port != settings.port:
        os.environ["ENISHI_PORT"] = str(port)
        boot.say(
            f"… ポート{settings.port}は使用中なので{port}を使います / port {settings.port} is taken: using {port}"
        )
