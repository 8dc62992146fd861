"""``enishi demo``: a sample shop on the virtual LINE platform; the main job is played once, then it stays up.

Everything is the real thing: the same database, web, worker and pipelines as in production. Only LINE's addresses
point at the virtual platform.
"""

import os

from enishi.cli import boot
from enishi.cli.processes import ProcessTree
from enishi.cli.serve import require_free_port
from enishi.cli.up import add_simulator, answers, told
from enishi.config.env import Settings, load_settings
from enishi.kit.errors import ProblemError


def run_demo(*, once: bool) -> int:
    """Returns 0 when everything that was due was received exactly once, else 1."""
    with boot.friendly():
        _use_own_directory()
    boot.say("… データベースを起動しています / starting the database")
    with boot.database() as settings:
        _require_no_other(settings)
        boot.say("… 表を準備しています / preparing the tables")
        boot.migrate()
        code = 0
        platform = ProcessTree()
        urls = add_simulator(platform, settings)
        boot.say("… 仮想LINEを起動しています / starting the virtual LINE platform")
        with told(platform):
            # Web and worker inherit these: that LINE is a virtual one is a matter of addresses alone.
            os.environ.update(urls.environment)
            from enishi.cli.demo.run import run_story

            code = run_story(settings, urls, once=once)
    return code


def _require_no_other(settings: Settings) -> None:
    try:
        require_free_port(settings.host, settings.port)
    except ProblemError:
        if answers(f"http://{settings.host}:{settings.port}/healthz"):
            raise ProblemError(
                "already_running",
                f"Enishiはすでに {settings.public_url} で動いています。先にそちらをCtrl-Cで終了してください。",
                f"Enishi runs at {settings.public_url} already. Stop that one first, with Ctrl-C.",
            ) from None
        raise


def _use_own_directory() -> None:
    """The demo never touches the data of a real installation: it has a directory of its own below."""
    os.environ["ENISHI_DATA_DIR"] = str(load_settings().data_dir / "demo")
    os.environ.setdefault("ENISHI_LOG_LEVEL", "WARNING")
