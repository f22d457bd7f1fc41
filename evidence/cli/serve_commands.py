"""Commands that start the screens."""

import importlib.util
import os
import signal
import subprocess
import sys
from pathlib import Path

import click

from evidence.cli.hospital_commands import create_example
from evidence.cli.output import catalogs_option, deployment, the_day
from evidence.errors import InvalidInputError
from evidence.samples.hospitals import SLUGS

DATA_VARIABLE = "READINESS_DATA"
DEMO_FOLDER = Path("var/demo")
# Only this machine, until the operator says otherwise.
ADDRESS = "127.0.0.1"
_SERVE = "from pages.parts.serving import run; run()"


def port_option(command: click.decorators.FC) -> click.decorators.FC:
    """`--port N`."""
    return click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True, help="端口。")(
        command
    )


@click.command()
@click.option("--data", type=click.Path(path_type=Path), default=Path("var/data"), show_default=True, help="数据目录。")
@click.option(
    "--address",
    default=ADDRESS,
    show_default=True,
    metavar="地址",
    help="监听地址；要让其他电脑访问，填本机的内网地址或 0.0.0.0。",
)
@port_option
@catalogs_option
def serve(data: Path, address: str, port: int, own_catalogs: Path | None) -> int:
    """启动网页界面和数据接口（不指定地址时只在本机监听）。"""
    return _run(data, address, port, own_catalogs)


@click.command()
@port_option
def demo(port: int) -> int:
    """建立带示例进度的四家示例医院（var/demo，已有则直接使用）并启动网页界面。"""
    place = deployment(DEMO_FOLDER, None)
    for slug in SLUGS:
        if slug not in place.hospitals():
            click.echo(f"正在建立示例医院 {slug} …")
            create_example(place, slug, the_day(None))
    return _run(DEMO_FOLDER, ADDRESS, port, None)


def _run(data: Path, address: str, port: int, own_catalogs: Path | None) -> int:
    deployment(data, own_catalogs).catalogs  # noqa: B018 - a wrong catalog is reported here, not in the browser
    data.mkdir(parents=True, exist_ok=True)
    app = importlib.util.find_spec("app")
    if app is None or app.origin is None:
        raise InvalidInputError("没有找到 app.py，请在项目目录中用 pip install -e . 安装后再启动。")
    environment = os.environ | {
        DATA_VARIABLE: str(data.resolve()),
        "READINESS_ADDRESS": address,
        "READINESS_PORT": str(port),
    }
    if own_catalogs is not None:
        environment["READINESS_CATALOGS"] = str(own_catalogs.resolve())
    shown = ADDRESS if address == "0.0.0.0" else address  # noqa: S104 - only compared
    click.echo(f"在浏览器中打开 http://{shown}:{port} （按 Ctrl+C 结束）")
    # The screens are not a part of this package: they are started, not imported.
    command = [sys.executable, "-c", _SERVE]
    with subprocess.Popen(command, env=environment, cwd=Path(app.origin).parent) as server:  # noqa: S603
        signal.signal(signal.SIGTERM, lambda number, frame: server.terminate())
        return _until_it_ends(server)


def _until_it_ends(server: "subprocess.Popen[bytes]") -> int:
    """Waits for the server, which hears Ctrl+C itself and first ends what it is doing."""
    while True:
        try:
            code = server.wait()
        except KeyboardInterrupt:
            continue
        return 0 if code in (-signal.SIGTERM, -signal.SIGINT) else code
