"""Write documents from the code and its runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from commpartner import datasets
from commpartner.facts.labels import CASE_NAMES
from commpartner.model import published as mechanisms
from commpartner.results import dictionary

CASES = {name: f"{zh} {en}" for name, (en, zh) in CASE_NAMES.items()}
FEW = 3


def mechanisms_document() -> str:
    """Tabulate every mechanism: lever, effect, test, users (docs/mechanisms.md)."""
    cases = {name: datasets.load(name) for name in datasets.names()}
    table = mechanisms.table(cases)
    rows = [
        (
            str(row["number"]),
            CASES[row["case"]],
            f"{row['term']} {row['中文']}",
            f"`{row['lever'].replace(', ', '`, `')}`",
            row["accounts"],
            row["moves"],
            row["may_harm"],
            f"`[{row['number']}]`",
            "; ".join(
                f"{name}: {_some(policies)}"
                for name, policies in mechanisms.users(
                    mechanisms.MECHANISMS[row["number"]], cases
                ).items()
            ),
        )
        for row in table.to_dict("records")
    ]
    heading = (
        "#",
        "case 案例",
        "mechanism 机制",
        "lever 可选项",
        "accounts moved 变动账户",
        "direction 方向",
        "effects that may harm, with their probability 可能适得其反的效应及其概率",
        "test 测试",
        "used by 使用方案",
    )
    parts = [
        "# The 29 mechanisms 二十九项机制",
        "Made by `commpartner document mechanisms`; a test makes it again and compares. Each "
        "mechanism is a lever of a policy that can be switched off.",
        "本文由`commpartner document mechanisms`生成，测试会重新生成并比对。"
        "每项机制都是方案中的一个可选项，可以关闭。",
        f"The test is `{mechanisms.TEST}` with the number in brackets: it switches the mechanism "
        "on a small town and finds that these accounts move, no other does, and the outcome named "
        "moves this way or stays in every draw in which none of its effects is below 0. An effect "
        "below 0 harms; the page gives its probability. The accounts by which satisfaction comes "
        "back as paying (service_charges, arrears_recovered, fallback) are among them where the "
        "mechanism changes how satisfied people are.",
        "测试名为上面的名称加方括号中的序号：在一个小镇上打开该机制，只有所列账户变动，在各项效应均不为负的抽样中，所列指标按所列方向变动或不变。"
        "效应为负表示适得其反，表中列出其概率。"
        "机制若影响满意度，经满意度影响缴费的账户（service_charges、arrears_recovered、fallback）也列在内。",
        markdown_table(heading, rows),
    ]
    return "\n\n".join(parts) + "\n"


def dictionary_document() -> str:
    """Tabulate every name of a table or model with unit and meaning (docs/dictionary.md)."""
    heading = ("name 名称", "unit 单位", "meaning", "含义")
    titles = {
        "outcomes": "Outcomes 指标",
        "series": "Monthly series 月度序列",
        "accounts": "Accounts, and what is given in kind 账户与实物",
        "assumptions": "Rows of the table of assumptions 假设",
    }
    made = [
        "# Data dictionary 数据字典",
        "Made by `commpartner document dictionary`; a test makes it again and compares. A column "
        "means the same in every table, unless the table is named.",
        "本文由`commpartner document dictionary`生成，测试会重新生成并比对。"
        "除非注明表名，同名的列在各表中含义相同。",
    ]

    def names(entries: Iterable[dictionary.Entry]) -> str:
        return markdown_table(heading, ((f"`{e.name}`", e.unit, e.en, e.zh) for e in entries))

    def places(entries: Iterable[dictionary.Entry], place: str) -> str:
        rows = ((e.where, f"`{e.name}`", e.unit, e.en, e.zh) for e in entries)
        return markdown_table((place, *heading), rows)

    for part, entries in dictionary.parts().items():
        where = {"accounts": "from → to 收付", "assumptions": "kind 来历"}.get(part)
        body = places(entries, where) if where else names(entries)
        made += [f"## {titles[part]}", body]
    made += [
        "## Columns of tables 表的列",
        places(dictionary.columns().values(), "table 表"),
        "## Fields of models 模型字段",
        "Those of `Policy` are the levers. `Policy`的字段即可选项。",
        places(dictionary.fields(), "model 模型"),
    ]
    return "\n\n".join(made) + "\n"


DOCUMENTS: Mapping[str, Callable[[], str]] = {
    "mechanisms": mechanisms_document,
    "dictionary": dictionary_document,
}


def _some(names: list[str]) -> str:
    """List the last few of many; the later policies of a case have more mechanisms."""
    if len(names) <= FEW:
        return ", ".join(names)
    return f"{', '.join(names[-FEW:])} and {len(names) - FEW} more"


def markdown_table(heading: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Write a table in Markdown.

    Examples
    --------
    >>> print(markdown_table(["a"], [["1|2"]]))
    | a |
    | --- |
    | 1/2 |
    """

    def line(cells: Iterable[object]) -> str:
        return "| " + " | ".join(str(cell).replace("|", "/") for cell in cells) + " |"

    heading = list(heading)
    return "\n".join([line(heading), line("---" for _ in heading), *map(line, rows)])
