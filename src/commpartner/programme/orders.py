"""Describe how work orders are followed and how the operator is appraised."""

from __future__ import annotations

from commpartner.programme.model import Flag, Model, Share, ShareQuantity


class OrderFlow(Model, frozen=True):
    """Describe the order flow: work orders followed by month with their backlog.

    群众下单, 干部领单, 社区督单, 公开晒单; and 三报三查: a weekly warning, a monthly review, a
    quarterly assessment, and closed orders checked again. All off: orders are closed at the
    unsupervised rate and some of them come back.
    """

    placed: Flag = False
    taken: Share = 0.0
    weekly_warning: Flag = False
    monthly_review: Flag = False
    quarterly_assessment: Flag = False
    recheck: Share = 0.0
    published: Flag = False


class Appraisal(Model, frozen=True):
    """Describe the performance part of the operator's fee by two scores (双轨制考评).

    Only the name of the scheme is published; this is a light model of it.
    """

    performance_share: Share = 0.1
    regulator_weight: Share = 0.5
    target: ShareQuantity = "appraisal_target"
