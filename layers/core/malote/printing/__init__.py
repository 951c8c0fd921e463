"""A document as the paper that goes with it: DANFE, DACTE, DAMDFE. Pure; a port draws."""

from malote.printing.printout import Correction, Printout, printout

__all__ = ["Correction", "Printout", "printout"]
