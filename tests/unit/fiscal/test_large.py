"""A real NF-e may have 990 items and 5 MB: read whole in a process that Lambda would not stop."""

import subprocess
import sys

ITEM = """<det nItem="{0}"><prod><cProd>{0}</cProd><xProd>Produto</xProd><NCM>48191000</NCM>
<CFOP>5102</CFOP><uCom>UN</uCom><qCom>1.0000</qCom><vUnCom>10.00</vUnCom><vProd>10.00</vProd></prod>
<imposto><ICMS><ICMS00><CST>00</CST><vBC>10.00</vBC><pICMS>18.00</pICMS><vICMS>1.80</vICMS></ICMS00>
</ICMS><PIS><PISAliq><CST>01</CST><vBC>10.00</vBC><pPIS>1.65</pPIS><vPIS>0.17</vPIS></PISAliq></PIS>
<IBSCBS><CST>000</CST><gIBSCBS><vBC>10.00</vBC><gIBSUF><pIBSUF>0.10</pIBSUF><vIBSUF>0.01</vIBSUF>
</gIBSUF><gCBS><pCBS>0.90</pCBS><vCBS>0.09</vCBS></gCBS></gIBSCBS></IBSCBS></imposto>
<infAdProd>{1}</infAdProd></det>"""
# The peak that Linux keeps for the process alone: ru_maxrss would count this one's, before exec.
READ = """
import pathlib, re, sys
from malote.fiscal import read
record = read(sys.stdin.buffer.read())
assert len(record.details.items) == 990 and len(record.details.items[989].taxes) == 5
print(re.search(r"VmHWM:\\s*(\\d+)", pathlib.Path("/proc/self/status").read_text())[1])
"""


def test_990_items_and_5_mb_in_less_than_256_mb(nfe: str) -> None:
    items = "".join(ITEM.format(number, "x" * 4_700) for number in range(1, 991))
    large = nfe[: nfe.index("<det")] + items + nfe[nfe.index("<total>") :]
    assert len(large) > 5_000_000
    done = subprocess.run(
        [sys.executable, "-c", READ], input=large.encode(), capture_output=True, check=True
    )
    assert int(done.stdout) < 256 * 1024
