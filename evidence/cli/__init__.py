"""The command line `readiness`. Exit codes: 0 ok, 1 a check failed, 2 bad input with one line on stderr."""

import logging
import sys

import click

from criteria.feature_library import FeatureError
from criteria.loading import CatalogError
from criteria.scenarios import ScenarioError
from criteria.yaml_reader import YamlError
from evidence.cli.account_commands import account
from evidence.cli.binder_commands import binder, offline
from evidence.cli.catalog_commands import catalog, catalogs, check, features, grade
from evidence.cli.contract_commands import contract
from evidence.cli.evidence_commands import evidence
from evidence.cli.expiry_commands import expiring
from evidence.cli.hospital_commands import gaps, init, standing, systems
from evidence.cli.maintenance_commands import backup, restore, verify
from evidence.cli.notify_commands import notify
from evidence.cli.overlay_commands import overlay
from evidence.cli.report_commands import report
from evidence.cli.serve_commands import demo, serve
from evidence.cli.usage import usage_sentence
from evidence.errors import UserError

BAD_INPUT = 2


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="readiness", message="%(version)s")
def readiness() -> None:
    """医院信息化评级迎评：标准目录、评级计算、差距与整改。

    每个医院是数据目录下的一个文件夹；用 “readiness 命令 --help” 查看每个命令的用法。
    """


for command in (
    catalogs,
    catalog,
    features,
    check,
    grade,
    init,
    systems,
    standing,
    expiring,
    gaps,
    evidence,
    account,
    notify,
    contract,
    overlay,
    binder,
    offline,
    report,
    serve,
    demo,
    verify,
    backup,
    restore,
):
    readiness.add_command(command)


def main(arguments: list[str] | None = None) -> int:
    """Runs a command and turns what a person can mend into one line on stderr."""
    # Warnings are for the log of a server; here the person reads the sentence.
    logging.getLogger("evidence").addHandler(logging.NullHandler())
    try:
        result = readiness.main(arguments, prog_name="readiness", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return 0
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "readiness"
        return _bad(f"命令用法有误：{usage_sentence(error)}。用法见 {path} --help")
    except click.Abort:
        return _bad("已中止。")
    except (UserError, CatalogError, FeatureError, ScenarioError, YamlError, click.ClickException) as error:
        return _bad(str(error))
    return result if isinstance(result, int) else 0


def _bad(message: str) -> int:
    click.echo(" ".join(message.split()), err=True)
    return BAD_INPUT


def entry() -> None:
    """What the installed script calls."""
    sys.exit(main())
