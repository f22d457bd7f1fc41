"""Wrong use of a command as a Chinese sentence: what click itself says is English."""

import click


def usage_sentence(error: click.UsageError) -> str:
    """缺少参数 FILE; 没有选项 --foo，相近的有 --for; --role 只能是 admin、head."""
    if isinstance(error, click.MissingParameter):
        return f"缺少{_sort(error)} {_hint(error)}"
    if isinstance(error, click.BadParameter):
        return _wrong_value(error)
    if isinstance(error, click.NoSuchOption):
        return f"没有选项 {error.option_name}{_alike(error.possibilities)}"
    if isinstance(error, click.NoSuchCommand):
        return f"没有命令 {error.command_name}{_alike(error.possibilities)}"
    if isinstance(error, click.BadOptionUsage):
        return f"选项 {error.option_name} 后面缺少值"
    if error.message.startswith("Missing command"):
        return "缺少子命令"
    return "参数个数不对" if error.message.startswith("Got unexpected extra") else error.format_message()


def _sort(error: click.BadParameter) -> str:
    return "选项" if isinstance(error.param, click.Option) else "参数"


def _hint(error: click.BadParameter) -> str:
    return error.param.get_error_hint(error.ctx).replace("'", "") if error.param and error.ctx else ""


def _alike(possibilities: list[str] | None) -> str:
    return f"，相近的有 {'、'.join(possibilities)}" if possibilities else ""


def _wrong_value(error: click.BadParameter) -> str:
    kind, name = error.param.type if error.param else None, _hint(error)
    if isinstance(kind, click.Choice):
        return f"{name} 只能是 {'、'.join(map(str, kind.choices))}"
    if isinstance(kind, click.IntRange):
        return f"{name} 须为 {kind.min} 到 {kind.max} 的整数"
    if isinstance(kind, click.types.IntParamType):
        return f"{name} 须为整数"
    if isinstance(kind, click.Path | click.File):
        return f"{name} 指的文件或文件夹不存在，或不能读写"
    return f"{name} 的值不正确：{error.message}"
