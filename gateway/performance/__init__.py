"""The performance of a class from the log of its events: pure, over the facts the store keeps."""

from gateway.performance.conformity import conformity
from gateway.performance.facts import Fact, values_of
from gateway.performance.figures import COUNTED
from gateway.performance.report import key_figures, report_of

__all__ = ["COUNTED", "Fact", "conformity", "key_figures", "report_of", "values_of"]
