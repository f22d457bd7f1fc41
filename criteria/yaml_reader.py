"""Reads YAML strictly: duplicate keys are errors, numbers with a point are exact decimals."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml


class YamlError(Exception):
    """A file that is not readable as YAML. The message is one Chinese sentence that names the file."""


try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # a PyYAML built without libyaml reads the same files, only slower
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]


class _StrictLoader(_Loader):
    pass


def _mapping(loader: _StrictLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    pairs = loader.construct_pairs(node, deep=True)
    try:
        result = dict(pairs)
    except TypeError as error:
        raise yaml.constructor.ConstructorError(None, None, "键不能是列表或映射", node.start_mark) from error
    if len(result) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise yaml.constructor.ConstructorError(None, None, f"键“{twice}”重复出现", node.start_mark)
    return result


def _decimal(loader: _StrictLoader, node: yaml.ScalarNode) -> Decimal | float:
    text = str(loader.construct_scalar(node)).replace("_", "")
    number = Decimal(text) if text.lstrip("+-.").isascii() and text[-1:].isdigit() else Decimal("NaN")
    if not number.is_finite():
        raise yaml.constructor.ConstructorError(None, None, f"“{text}”不是可用的数", node.start_mark)
    return number


def _text(loader: _StrictLoader, node: yaml.ScalarNode) -> str:
    return str(loader.construct_scalar(node))


_StrictLoader.add_constructor("tag:yaml.org,2002:map", _mapping)
_StrictLoader.add_constructor("tag:yaml.org,2002:float", _decimal)
# Dates stay text: a model decides whether a field is a date, and says so when it is not one.
_StrictLoader.add_constructor("tag:yaml.org,2002:timestamp", _text)


def parse_yaml(text: str, name: str) -> Any:
    """The content of a YAML text; `name` names it in the error. Raises YamlError."""
    try:
        return yaml.load(text, Loader=_StrictLoader)  # noqa: S506 - derives from the safe loader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"第 {mark.line + 1} 行" if mark else "未知位置"
        problem = " ".join(str(error.problem).split())
        raise YamlError(f"{name}：{place}不是合格的 YAML（{problem}）。请改正后再试。") from error
    except (yaml.YAMLError, ArithmeticError, RecursionError, ValueError) as error:
        raise YamlError(f"{name}：不是合格的 YAML（{error}）。请改正后再试。".replace("\n", " ")) from error


def read_yaml(path: Path) -> Any:
    """The content of a YAML file in UTF-8. Raises YamlError."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise YamlError(f"{path}：文件不存在。请核对路径。") from error
    except UnicodeDecodeError as error:
        raise YamlError(f"{path}：不是 UTF-8 编码的文本。请另存为 UTF-8 后再试。") from error
    except OSError as error:
        raise YamlError(f"{path}：无法读取（{error.strerror}）。") from error
    return parse_yaml(text, str(path))
