"""A net as data, and everything that can be said about it before it is built.

spec.py      the net itself
checking.py  check(): every problem, shapes, parameters, multiply-adds, bytes; beside.py the same of several nets
shapes.py    shapes through the layers, mended where they don't fit; bounds.py numbers out of range; advice.py what it teaches
seconds.py   which earlier layers an Add can take; sources.py what each layer is made of
costs.py     what layers cost; report.py what is told; edits.py lists of layers for the fixes
names.py     titles in messages; catalog.py the types on offer
"""

from inkling.net.beside import with_beside
from inkling.net.catalog import layer_catalog
from inkling.net.checking import check
from inkling.net.report import Bytes, Fix, LayerReport, Limits, Problem, Report
from inkling.net.spec import NetSpec

__all__ = ["Bytes", "Fix", "LayerReport", "Limits", "NetSpec", "Problem", "Report", "check", "layer_catalog", "with_beside"]
