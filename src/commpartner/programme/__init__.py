"""What exists and what is chosen: frozen, validated models that know nothing of arrays."""

from commpartner.programme.centre import Centre
from commpartner.programme.estate import Estate
from commpartner.programme.policy import Policy
from commpartner.programme.programme import Fact, Programme
from commpartner.programme.service import ServiceStandard
from commpartner.programme.venture import Asset, Partner, Venture

__all__ = [
    "Asset",
    "Centre",
    "Estate",
    "Fact",
    "Partner",
    "Policy",
    "Programme",
    "ServiceStandard",
    "Venture",
]
