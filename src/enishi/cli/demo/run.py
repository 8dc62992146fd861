"""The demo after Django is set up: the shop, its processes, the story, the table."""

import sys
from pathlib import Path

from enishi.cli import boot
from enishi.cli.demo import play, table
from enishi.cli.demo.phone import Phone
from enishi.cli.demo.shop import Shop, load_shop
from enishi.cli.processes import ProcessTree
from enishi.cli.up import SimulatorUrls, add_enishi, told
from enishi.config.env import Settings


def run_story(settings: Settings, urls: SimulatorUrls, *, once: bool) -> int:
    """Returns 0 when everything that was due was received exactly once, else 1."""
    phone = Phone(urls.control)
    boot.say("… 見本の店を用意しています / loading the sample shop")
    shop = load_shop(phone, settings)
    tree = ProcessTree()
    add_enishi(tree, settings, urls)
    boot.say("… Webとワーカーを起動しています / starting web and worker")
    with told(tree):
        boot.say("… 友だち追加から配信までを一度動かしています / playing the main job once\n")
        story = play.play(phone, shop)
        rows = table.evidence(phone, shop, story)
        boot.say(table.as_text(rows, story))
        if not once:
            boot.say(_addresses(settings, urls, shop))
            tree.wait()
    return 0 if table.is_true(rows) else 1


def _addresses(settings: Settings, urls: SimulatorUrls, shop: Shop) -> str:
    act = f"{urls.control}/control/channels/{shop.line_channel_id}/acts"
    values = {"ENISHI_DATA_DIR": str(settings.data_dir), **urls.environment}
    check = " ".join(f"{name}={value}" for name, value in values.items())
    return f"""
Enishi          {settings.public_url}
API             {settings.public_url}/api/v1/openapi.json
仮想LINE        {urls.control}  (control API)
APIキー / key   {shop.api_key}
                （{Path(settings.data_dir) / "api-key"} にも保存 / also kept there）

友だちの一覧 / list the friends:
  curl -H 'Authorization: Bearer {shop.api_key}' {settings.public_url}/api/v1/friends
仮想の友だちを追加 / let another friend follow:
  curl -X POST {act} -H 'Content-Type: application/json' -d '{{"type": "follow", "display_name": "佐藤 花子"}}'

その友だちに話しかけてもらう（user_idは上の答えから） / let that friend write (user_id from the answer above):
  curl -X POST {act} -H 'Content-Type: application/json' \\
    -d '{{"type": "message", "user_id": "U…", "message": {{"type": "text", "text": "予約"}}}}'
このデモの接続を確かめる / check this demo's installation:
  {check} {Path(sys.executable).parent / "enishi"} check

Ctrl-Cで終了 / Ctrl-C to stop
"""
