"""Every PFX of the tests, good and bad, and the code of the error that it ends in.

    CASES["expired"].pfx, CASES["expired"].password, CASES["expired"].error

Each is made when it is first asked for. ``tests.pfx.case.AT`` is the moment that they are judged
at. The good ones are of the company of ``CNPJ`` there, but for those in ``OF_OTHERS``.
"""

from tests.pfx.case import CPF, Case
from tests.pfx.contents import CONTENTS
from tests.pfx.costly import COSTLY
from tests.pfx.files import FILES
from tests.pfx.passwords import PASSWORDS
from tests.pfx.protected import PROTECTED

CASES: dict[str, Case] = PROTECTED | PASSWORDS | CONTENTS | FILES | COSTLY
GOOD = [name for name, case in CASES.items() if case.error is None]
OF_OTHERS = {"e-CPF": CPF, "e-CNPJ in digits": "06157250000116"}
