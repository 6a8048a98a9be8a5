"""Describe what exists and what is chosen, as frozen validated models without arrays."""

from commpartner.programme.centre import Centre
from commpartner.programme.collective import Collective
from commpartner.programme.estate import Estate
from commpartner.programme.governance import Governance
from commpartner.programme.loan import Loan
from commpartner.programme.maintenance import MaintenanceFund
from commpartner.programme.orders import Appraisal, OrderFlow
from commpartner.programme.origin import Origin
from commpartner.programme.package import Package
from commpartner.programme.partner import Partner
from commpartner.programme.policy import Policy
from commpartner.programme.programme import Fact, Programme
from commpartner.programme.service import ServiceStandard
from commpartner.programme.venture import Asset, Venture
from commpartner.programme.works import Works

__all__ = [
    "Appraisal",
    "Asset",
    "Centre",
    "Collective",
    "Estate",
    "Fact",
    "Governance",
    "Loan",
    "MaintenanceFund",
    "OrderFlow",
    "Origin",
    "Package",
    "Partner",
    "Policy",
    "Programme",
    "ServiceStandard",
    "Venture",
    "Works",
]
