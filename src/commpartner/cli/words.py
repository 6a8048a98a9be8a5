"""Hold every sentence that the command line prints, in both languages."""

from __future__ import annotations

from pathlib import PurePath
from typing import get_args

from commpartner.cli.printing import one_line
from commpartner.problems.wording import Language
from commpartner.texts import in_language

LANGUAGES: tuple[Language, ...] = get_args(Language)

WORDS: dict[str, tuple[str, str]] = {
    "policy": ("policy", "方案"),
    "column_cost": ("cost", "成本"),
    "column_reinvested": ("returned", "反哺"),
    "column_own": ("own income", "自给率"),
    "column_fallback": ("fallback", "托底"),
    "column_operator": ("operator", "运营方"),
    "column_service": ("service", "服务"),
    "note_household": (
        "yuan per household and month: cost of the service, and what returns",
        "元/户·月：服务成本、反哺",
    ),
    "note_own": ("% of the cost, year 5", "第5年自有收入占成本%"),
    "note_fallback": ("million yuan a year", "万元/年"),
    "note_operator": ("net present value, million yuan", "净现值，万元"),
    "note_service": ("delivered, % of the standard", "服务兑现，占标准%"),
    "few_draws": (
        "Too few draws to tell which assumptions matter, or the fallback does not vary.",
        "抽样次数不足，无法判断哪些假设影响最大（或托底额不变）。",
    ),
    "mechanism": ("mechanism", "机制"),
    "part": ("part", "占比"),
    "mean": ("mean", "均值"),
    "interval": ("5-95 %", "5%–95%区间"),
    "money_per_year": ("million yuan/year", "万元/年"),
    "total": ("total", "合计"),
    "title": (
        "{label}: {draws} draws, {months} months, {estates} estates, seed {seed}",
        "{label}：{draws}次抽样，{months}个月，{estates}个小区，种子{seed}",
    ),
    "savings_title": (
        "What pooling saves ({policy}), smallest post {post} FTE",
        "片区统管的节约来自哪里（{policy}），最小用工单位{post}人",
    ),
    "policies_title": (
        "The policies on the same draws: mean, 5-95 %",
        "各方案比较（同一组抽样）：均值，5%–95%区间",
    ),
    "risks_title": (
        "What moves the fallback of {policy} most",
        "对“{policy}”托底额影响最大的假设",
    ),
    "assumption": ("assumption", "假设"),
    "kind": ("kind", "性质"),
    "range": ("low - central - high", "低–中–高"),
    "of_variance": ("of the variance", "方差占比"),
    "answers": ("In plain words", "结论"),
    "answer_saving": (
        "Serving {estates} estates from {centres} centres, not one by one, saves {mean} yuan a "
        "year ({share}); {opposite}. With other smallest posts the saving differs: "
        "savings_by_step.csv (with --out).",
        "{estates}个小区由{centres}个片区中心统管，比单独服务每年节约{mean}元（{share}）；"
        "{opposite}。最小用工单位不同，节约额不同，见 savings_by_step.csv（用 --out 写出）。",
    ),
    "answer_costs_more": (
        "Serving {estates} estates from {centres} centres, not one by one, costs {mean} yuan a "
        "year more ({share}); {opposite}. With other smallest posts it differs: "
        "savings_by_step.csv (with --out).",
        "{estates}个小区由{centres}个片区中心统管，比单独服务每年多支出{mean}元（{share}）；"
        "{opposite}。最小用工单位不同，结果不同，见 savings_by_step.csv（用 --out 写出）。",
    ),
    "dearer_in_none": ("in no draw does it cost more", "没有一次抽样反而更贵"),
    "dearer_in_some": ("in {share} of the draws it costs more", "{share}的抽样中反而更贵"),
    "dearer_in_all": ("it does so in every draw", "每次抽样都是如此"),
    "answer_by_estate": (
        "savings_by_estate.csv (with --out): {note}",
        "savings_by_estate.csv（用 --out 写出）：{note}",
    ),
    "answer_reinvest": (
        "{policy}: ventures return {mean} yuan a year to the estates, {household} yuan per "
        "household and month, against a service cost of {cost}.",
        "{policy}：社区经济每年反哺{mean}元，户均每月{household}元；户均每月服务成本为{cost}元。",
    ),
    "answer_fallback": (
        "{policy}: the operator underwrites {mean} yuan a year ({low} to {high}); in the "
        "worst 5 % of draws {worst}. Own income covers {self} of the cost in year {year}.",
        "{policy}：运营方平均每年托底{mean}元（{low}至{high}）；最差5%抽样为{worst}元。"
        "第{year}年自有收入可覆盖成本的{self}。",
    ),
    "answer_covers": (
        "{policy}: all estates together cover the cost from their own income in {share} of the "
        "draws{when}; in {never} they do not within {months} months{rest}.",
        "{policy}：{share}的抽样中，全部小区的自有收入合计可覆盖成本{when}；"
        "{never}的抽样在{months}个月内不能{rest}。",
    ),
    "answer_covers_in_none": (
        "{policy}: in no draw do all estates together cover the cost from their own income within "
        "{months} months.",
        "{policy}：每次抽样在{months}个月内，全部小区的自有收入合计都不能覆盖成本。",
    ),
    "answer_covers_not_yet": (
        "{policy}: in {never} of the draws all estates together do not cover the cost from their "
        "own income within {months} months{rest}.",
        "{policy}：{never}的抽样在{months}个月内，全部小区的自有收入合计不能覆盖成本{rest}。",
    ),
    "answer_covers_in_all": (
        "{policy}: all estates together cover the cost from their own income in every draw{when}.",
        "{policy}：每次抽样中，全部小区的自有收入合计都可覆盖成本{when}。",
    ),
    "answer_covers_not_told": (
        "{policy}: whether own income covers the cost cannot be told from {months} months: it "
        "takes twelve months in a row.",
        "{policy}：自有收入能否覆盖成本，{months}个月内无法判断：需连续十二个月的数据。",
    ),
    "answer_even_in_none": (
        "{policy}: in no draw does the fallback end in all estates within {months} months (the "
        "funds of estates are not pooled).",
        "{policy}：每次抽样在{months}个月内，都仍有小区需要托底（各小区资金不互相调剂）。",
    ),
    "answer_even_not_yet": (
        "{policy}: in {never} of the draws the fallback does not end in all estates within "
        "{months} months{rest} (the funds of estates are not pooled).",
        "{policy}：{never}的抽样在{months}个月内，仍有小区需要托底{rest}（各小区资金不互相调剂）。",
    ),
    "answer_even_in_all": (
        "{policy}: not one estate needs the fallback any more, in every draw{when} (the funds of "
        "estates are not pooled).",
        "{policy}：每次抽样中，所有小区都不再需要托底{when}（各小区资金不互相调剂）。",
    ),
    "answer_even_not_told": (
        "{policy}: whether the fallback ends cannot be told from {months} months: it takes "
        "twelve months in a row.",
        "{policy}：托底能否结束，{months}个月内无法判断：需连续十二个月的数据。",
    ),
    "not_told": (
        ", and in {share} it cannot be told: the last months do, but fewer than twelve",
        "，另有{share}的抽样尚无法判断（期末各月可以，但不足十二个月）",
    ),
    "answer_collection": (
        "{policy}: of what is billed in the last year {rate} comes in: {current} of these bills, "
        "and {points} points of old arrears, of which {recovery} a month are recovered ({kind}: "
        "{low} to {high}). Without them own income of that year would cover {without} of the "
        "cost.",
        "{policy}：末年综合收缴率{rate}：当期收缴率{current}，另有{points}个百分点为追缴的旧欠，"
        "按每月{recovery}追回（{kind}：{low}至{high}）；不计追缴，末年自有收入可覆盖成本的{without}。",
    ),
    "payers_title": (
        "What each payer must find under {policy}, million yuan: mean (5-95 %)",
        "“{policy}”下各出资方须筹措的资金，万元：均值（5%–95%区间）",
    ),
    "payers_notes": (
        "From their own means and before what they receive; every year in payers.csv (with --out).",
        "自筹资金，未扣除其所得；各年数据见 payers.csv（用 --out 写出）。",
    ),
    "payer": ("payer", "出资方"),
    "year": ("year {year}", "第{year}年"),
    "part_year": ("year {year} ({months} months)", "第{year}年（{months}个月）"),
    "mean_year": ("mean year", "年均"),
    "answer_even": (
        "{policy}: not one estate needs the fallback any more in {share} of the draws{when}; in "
        "{never} it does not end within {months} months{rest} (the funds of estates are not "
        "pooled).",
        "{policy}：{share}的抽样中，所有小区都不再需要托底{when}；{never}的抽样在{months}个月内"
        "不能结束{rest}（各小区资金不互相调剂）。",
    ),
    "answer_orders": (
        "{policy}: {share} of the work orders are closed within the year, after {days} days on "
        "average.",
        "{policy}：工单年内办结率{share}，平均等待{days}天。",
    ),
    "answer_partners": (
        "{policy}: {share} of the invited partners stay; {needed} of the retained profit would "
        "keep all of them in the middle case.",
        "{policy}：受邀合伙人留存{share}；中位情形下，拿出留存利润的{needed}可留住全部合伙人。",
    ),
    "answer_collective": (
        "{policy}: the collective pays {dividend} yuan a member and year and puts the rest into "
        "the estates.",
        "{policy}：村集体人均年分红{dividend}元，其余投入小区。",
    ),
    "answer_abandoned": (
        "{policy}: {count} estates that nobody manages are left without service.",
        "{policy}：仍有{count}个弃管小区没有服务。",
    ),
    "answer_nobody": (
        "{policy}: no estate is served, so there is no cost, no fee and no fallback.",
        "{policy}：未服务任何小区，因此没有成本、收费和托底。",
    ),
    "when": (", in the middle case in month {month}", "（中位数为第{month}月）"),
    "answer_evidence": (
        "Of the variance of the fallback, {share} rests on numbers that are assumptions.",
        "托底额的方差中，{share}来自没有依据、只是假设的数字。",
    ),
    "synthetic": ("SYNTHETIC DATA. {note}", "合成数据。{note}"),
    "written": ("Tables written to {folder}", "表格已写入 {folder}"),
    "balance": (
        "The ledger balances in every draw and month; largest difference {value:.1e} yuan.",
        "每次抽样、每个月的账目均平衡；最大差额{value:.1e}元。",
    ),
    "checked": (
        "{path}: {estates} estates, {households} households, {centres} centres, {policies} "
        "policies: no problem found.",
        "{path}：{estates}个小区，{households}户，{centres}个中心，{policies}个方案：未发现问题。",
    ),
    "created": (
        "{folder} holds a programme that runs:",
        "{folder} 中已生成可运行的项目：",
    ),
    "unlikely": (
        "Unlikely values, taken as they are; please check them:",
        "以下数值不太可能，仍按原样采用，请核对：",
    ),
    "unlikely_in": ("{text} ({file}, row {rows})", "{text}（{file}，第{rows}行）"),
    "yes": ("yes", "是"),
    "no": ("no", "否"),
    "comparing": ("comparing", "比较中"),
    "progress_policies": ("policies", "方案"),
    "progress_savings": ("savings", "节约额"),
    "progress_posts": ("smallest posts", "最小用工单位"),
    "varying": ("varying the assumptions", "假设变动计算中"),
    "delivery": (
        "What each policy delivers: share of the standard, and of all households",
        "各方案的服务：兑现标准的比例、覆盖住户的比例",
    ),
    "left_out": (
        "Left out of the order, because they deliver less than {least:.0%} of the standard: "
        "{policies}. A policy that serves nobody costs nothing.",
        "以下方案服务兑现不足标准的{least:.0%}，不参与排序：{policies}。不提供服务自然没有支出。",
    ),
    "few_deliver": (
        "Fewer than two policies deliver {least:.0%} of the standard, so that the order above says "
        "little. These do not: {policies}. A policy that serves nobody costs nothing.",
        "服务兑现达到标准{least:.0%}的方案不足两个，以上排序参考意义有限。未达到的：{policies}。"
        "不提供服务自然没有支出。",
    ),
    "unlike_service": (
        "The policies serve from {least:.0%} to {most:.0%} of the households: a smaller cost may "
        "be that of serving fewer.",
        "各方案覆盖{least:.0%}至{most:.0%}的住户：支出较少可能只是服务的住户较少。",
    ),
    "ranking": (
        "{outcome}: from best to worst, and the draws that it takes to tell neighbours apart",
        "{outcome}：由优到劣，以及区分相邻方案所需的抽样次数",
    ),
    "differences": (
        "{outcome}: differences from “{baseline}” in the same draws",
        "{outcome}：同一组抽样中与“{baseline}”（基准方案）之差",
    ),
    "probability_best": (
        "{outcome}: share of the draws in which a policy is best",
        "{outcome}：各方案为最优的抽样占比",
    ),
    "regret": (
        "{outcome}: what a policy loses against the best of the same draw",
        "{outcome}：后悔值（与同一抽样中的最优方案相比）",
    ),
    "sensitivity": (
        "{outcome} of {policy}: the assumptions that matter most ({method})",
        "“{policy}”的{outcome}：影响最大的假设（{method}）",
    ),
    "explained_told_apart": (
        "told apart: whether the difference from the next one is more than chance.",
        "可分：与下一名之差是否超出抽样误差。",
    ),
    "explained_draws_needed": (
        "draws needed: to tell it from the next one.",
        "所需抽样：区分它与下一名大约需要的抽样次数。",
    ),
    "explained_variance_ratio": (
        "variance ratio: how many times more draws unpaired runs would need.",
        "方差比：若不用同一组抽样，所需抽样次数为现在的多少倍。",
    ),
    "explained_last": ("last draw: of the part, not in it.", "末次抽样：该分块止于此前一次。"),
    "one_draw": ("Draw {draw}, computed again", "重新计算第{draw}次抽样"),
    "rerun_equal": (
        "{parts} parts computed again: equal to the bit.",
        "重新计算{parts}个分块：逐位一致。",
    ),
    "rerun_differs": ("Parts that came out different", "结果不一致的分块"),
    "versions": ("Versions", "版本"),
    "error": ("Error: {message}", "错误：{message}"),
    "problems": ("{count} problem(s) in the input", "输入有{count}处问题"),
    "problem_file": ("file", "文件"),
    "problem_row": ("row", "行"),
    "problem_field": ("field", "字段"),
    "problem_found": ("found", "发现"),
    "problem_allowed": ("allowed", "允许"),
    "misuse_missing": ("{name} is missing.", "缺少参数：{name}。"),
    "misuse_option": ("There is no option {name}.", "没有这个选项：{name}。"),
    "misuse_value": ("{name}: {message}", "{name} 的取值应为：{message}"),
    "misuse_command": ("There is no command {name}.", "没有这个命令：{name}。"),
    "misuse_extra": ("There is too much: {name}.", "多余的参数：{name}。"),
    "misuse_argument": ("{name} needs a value.", "{name} 之后缺少取值。"),
    "misuse_no_command": ("A command is missing.", "缺少命令。"),
    "misuse_close": (" Did you mean {names}?", "是否想写：{names}？"),
    "interrupted": (
        "Interrupted. Tables are written whole or not at all: a folder named with --out holds "
        "those of this run only where the work was done and the screen alone was cut short. What "
        "a store holds is kept.",
        "已中断。表格要么完整写入，要么不写：只有计算已完成、仅屏幕输出中断时，--out 文件夹中才有"
        "本次表格。存储文件夹中已完成的部分保留。",
    ),
}


def say(key: str, language: Language, **values: object) -> str:
    """Return a sentence in a language with its values."""
    told = {
        name: in_language(value, language) if isinstance(value, str) else value
        for name, value in values.items()
    }
    return fill(WORDS[key][LANGUAGES.index(language)], **told)


def fill(sentence: str, **values: object) -> str:
    """Fill the values into a sentence; a user's text stays on the sentence's line."""
    lines = {
        name: one_line(str(value)) if isinstance(value, str | PurePath) else value
        for name, value in values.items()
    }
    return sentence.format(**lines)
