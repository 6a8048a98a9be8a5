"""How work orders are followed, and how the operator is appraised."""

from __future__ import annotations

from pydantic import Field

from commpartner.programme.model import Model, Share, ShareQuantity, field


class OrderFlow(Model):
    """The way of a work order, followed from month to month with its backlog.

    群众下单, 干部领单, 社区督单, 公开晒单; and 三报三查: a weekly warning, a monthly review, a
    quarterly assessment, and closed orders checked again. All off: orders are closed at the
    unsupervised rate and some of them come back.
    """

    placed: bool = Field(default=False, description="residents place orders themselves (群众下单)")
    taken: Share = field(0.0, unit="share", description="of orders a cadre answers for (干部领单)")
    weekly_warning: bool = Field(default=False, description="open orders reported weekly (周预警)")
    monthly_review: bool = Field(default=False, description="open orders reviewed monthly (月研判)")
    quarterly_assessment: bool = Field(
        default=False, description="operators assessed quarterly (季考核)"
    )
    recheck: Share = field(0.0, unit="share", description="of closed orders checked again (回头看)")
    published: bool = Field(default=False, description="results are published (公开晒单)")


class Appraisal(Model):
    """A performance part of the operator's fee, by two scores (双轨制考评).

    Only the name of the scheme is published; this is a light model of it.
    """

    performance_share: Share = field(
        0.1, unit="share", description="of the payment for the service that depends on the score"
    )
    regulator_weight: Share = field(
        0.5, unit="share", description="of the regulator's score; the rest is the residents'"
    )
    target: ShareQuantity = field(
        "appraisal_target", unit="share", description="score at which all of it is paid"
    )
