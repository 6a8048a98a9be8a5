"""Describe how work orders are followed and how the operator is appraised."""

from __future__ import annotations

from typing import Annotated

from commpartner.facts.fields import described
from commpartner.programme.model import Flag, Model, Share, ShareQuantity


class OrderFlow(Model, frozen=True):
    """Describe the order flow: work orders followed by month with their backlog.

    群众下单, 干部领单, 社区督单, 公开晒单; and 三报三查: a weekly warning, a monthly review, a
    quarterly assessment, and closed orders checked again. All off: orders are closed at the
    unsupervised rate and some of them come back.
    """

    placed: Annotated[
        Flag, described("residents place orders themselves (群众下单)", "居民自己下单（群众下单）")
    ] = False
    taken: Annotated[
        Share,
        described(
            "of orders a cadre answers for (干部领单)", "由干部负责的工单占比（干部领单）", "share"
        ),
    ] = 0.0
    weekly_warning: Annotated[
        Flag, described("open orders reported weekly (周预警)", "每周通报未结工单（周预警）")
    ] = False
    monthly_review: Annotated[
        Flag, described("open orders reviewed monthly (月研判)", "每月研判未结工单（月研判）")
    ] = False
    quarterly_assessment: Annotated[
        Flag, described("operators assessed quarterly (季考核)", "每季考核服务方（季考核）")
    ] = False
    recheck: Annotated[
        Share,
        described(
            "of closed orders checked again (回头看)", "办结后再查的工单占比（回头看）", "share"
        ),
    ] = 0.0
    published: Annotated[
        Flag, described("results are published (公开晒单)", "公布办理结果（公开晒单）")
    ] = False


class Appraisal(Model, frozen=True):
    """Describe the performance part of the operator's fee by two scores (双轨制考评).

    Only the name of the scheme is published; this is a light model of it.
    """

    performance_share: Annotated[
        Share,
        described(
            "of the payment for the service that depends on the score",
            "服务费中随考评得分支付的部分",
            "share",
        ),
    ] = 0.1
    regulator_weight: Annotated[
        Share,
        described(
            "of the regulator's score; the rest is the residents'",
            "监管方评分的权重；其余为居民评分",
            "share",
        ),
    ] = 0.5
    target: Annotated[
        ShareQuantity, described("score at which all of it is paid", "全额支付所需得分", "share")
    ] = "appraisal_target"
