"""The demo after Django is set up: the shop, its processes, the story, the table."""

import sys
from pathlib import Path

from django.utils import timezone

from enishi.accounts.signin.links import create_sign_in_link
from enishi.cli import boot
from enishi.cli.demo import play, table
from enishi.cli.demo.phone import Phone
from enishi.cli.demo.shop import OWNER, Shop, load_shop
from enishi.cli.processes import ProcessTree
from enishi.cli.up import SimulatorUrls, add_enishi, practice_channels_followed, told
from enishi.config.env import Settings
from enishi.line.services import Platform


def run_story(settings: Settings, urls: SimulatorUrls, *, once: bool) -> int:
    """Returns 0 when everything that was due was received exactly once, else 1."""
    phone = Phone(urls.control)
    boot.say("… 見本の店を用意しています / loading the sample shop")
    shop = load_shop(phone, settings, Platform(urls.api, urls.data, urls.control))
    tree = ProcessTree()
    add_enishi(tree, settings, None)
    boot.say("… Webとワーカーを起動しています / starting web and worker")
    with told(tree), practice_channels_followed(settings):
        boot.say("… 友だち追加から配信までを一度動かしています / playing the main job once\n")
        story = play.play(phone, shop)
        rows = table.evidence(phone, shop, story)
        boot.say(table.as_text(rows, story))
        if not once:
            boot.say(_addresses(settings, urls, shop))
            tree.wait()
    return 0 if table.is_true(rows) else 1


def _addresses(settings: Settings, urls: SimulatorUrls, shop: Shop) -> str:
    enishi = f"ENISHI_DATA_DIR={settings.data_dir} {Path(sys.executable).parent / 'enishi'}"
    return f"""
サインイン / sign in      {create_sign_in_link(email=OWNER, now=timezone.now())}
                          （15分間、1回だけ使えます / once, within 15 minutes）
仮想LINE / virtual LINE   {urls.control}/?channel={shop.line_channel_id}
API                       {settings.public_url}/api/v1/openapi.json
APIキー / key             {shop.api_key}
                          （{settings.data_dir / "api-key"} にも保存 / also kept there）

サインイン用のリンクをもう一度作る / another link to sign in:
  {enishi} users sign-in-link {OWNER}
このデモの接続を確かめる / check this demo's installation:
  {enishi} check

Ctrl-Cで終了 / Ctrl-C to stop
"""
