"""Narrow the assumptions by what a district has seen: `calibrate`. See docs/calibration.md."""

from commpartner.calibration.calibrating import calibrate
from commpartner.calibration.observation import Observed, ObservedValue
from commpartner.calibration.result import Calibration

__all__ = ["Calibration", "Observed", "ObservedValue", "calibrate"]
