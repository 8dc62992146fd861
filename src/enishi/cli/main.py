"""``enishi``: the one command of the product. Each subcommand states in one sentence what went wrong and the mend."""

import sys
from typing import Annotated, NoReturn

import typer

from enishi import __version__
from enishi.cli import boot

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Enishi（縁）: LINE公式アカウントのためのマーケティングオートメーションとCRM",
)
keys = typer.Typer(no_args_is_help=True, help="APIキー / API keys")
app.add_typer(keys, name="api-key")
users = typer.Typer(no_args_is_help=True, help="サインインする人 / people who sign in")
app.add_typer(users, name="users")


@app.command()
def up(
    simulator: Annotated[bool, typer.Option("--simulator", help="LINEの代わりに仮想LINEを動かす")] = False,
) -> None:
    """データベース・Web・ワーカーをまとめて起動する / start everything in one process tree."""
    from enishi.cli.up import run_up

    sys.exit(run_up(with_simulator=simulator))


@app.command()
def web() -> None:
    """Webだけを起動する / start the web process only."""
    with boot.database(), boot.friendly():
        from enishi.cli.serve import run_web

        run_web()


@app.command()
def worker() -> None:
    """ワーカーだけを起動する / start a worker only."""
    with boot.database(), boot.friendly():
        from enishi.cli.serve import run_worker_process

        run_worker_process()


@app.command()
def migrate() -> None:
    """データベースを最新の形にする / bring the database up to date."""
    with boot.database(), boot.friendly():
        boot.migrate()
    typer.echo("データベースは最新です。 / The database is up to date.")


@app.command()
def demo(
    once: Annotated[
        bool, typer.Option("--once", help="結果の表を出して終わる / stop after the table")
    ] = False,
) -> None:
    """見本の店で主な流れを一度動かす / play the main job once with a sample shop."""
    from enishi.cli.demo import run_demo

    sys.exit(run_demo(once=once))


@app.command()
def check() -> None:
    """設定・データベース・LINEの接続を確かめる / check settings, database, LINE and the clock."""
    with boot.friendly():
        boot.require_started_before()
    with boot.database(), boot.friendly():
        from enishi.cli.check import run_check

        sys.exit(run_check())


@app.command("create-owner")
def create_owner(
    email: Annotated[str, typer.Option(prompt="メールアドレス / e-mail")],
    name: Annotated[str, typer.Option(prompt="お名前 / name")],
    organisation: Annotated[str, typer.Option(prompt="組織名 / organisation")],
    password: Annotated[
        str,
        typer.Option(
            prompt="パスワード（12文字以上）/ password (12+)", hide_input=True, confirmation_prompt=True
        ),
    ],
) -> None:
    """組織とオーナーを作る / create an organisation and its owner."""
    with boot.database(), boot.friendly():
        from enishi.cli.people import create_owner as create

        boot.migrate()
        typer.echo(create(email=email, name=name, organisation=organisation, password=password))


@keys.command("create")
def create_key(
    name: Annotated[str, typer.Option(prompt="キーの名前 / name")],
    organisation: Annotated[
        int | None, typer.Option(help="組織の番号。1つだけなら不要 / organisation id")
    ] = None,
    scope: Annotated[
        list[str] | None, typer.Option(help="許す操作。省くと全部 / permissions; all if left out")
    ] = None,
) -> None:
    """APIキーを作って一度だけ表示する / make an API key and show it once."""
    with boot.database(), boot.friendly():
        from enishi.cli.people import create_api_key as create

        typer.echo(create(name=name, organisation_id=organisation, scopes=scope))


@users.command("sign-in-link")
def sign_in_link(email: Annotated[str, typer.Argument(help="メールアドレス / e-mail")]) -> None:
    """締め出された人のために、1回だけ使えるリンクを作る / make a one-time link for somebody who is locked out."""
    with boot.database(), boot.friendly():
        from enishi.cli.people import sign_in_link as make

        typer.echo(make(email=email))


@app.command("rebuild-sets")
def rebuild_sets() -> None:
    """人数や絞り込みの結果がおかしいときに、その索引を作り直す / rebuild the index that filters and counts use."""
    with boot.database(), boot.friendly():
        from enishi.cli.upkeep import rebuild_sets as rebuild

        typer.echo(rebuild())


@app.command()
def version() -> None:
    """バージョンを表示する / show the version."""
    typer.echo(f"enishi {__version__}")


def main() -> NoReturn:
    """Entry point: settings mistakes and refusals are told without a traceback, all at once."""
    with boot.friendly():
        app()
    sys.exit(0)


if __name__ == "__main__":
    main()
