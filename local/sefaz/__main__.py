"""Run SEFAZ's stand-in until a signal comes.

NF-e and CT-e are distributed, and manifestations taken, at https://localhost:<port>/ under the
paths of the national environment, to whoever shows a certificate of the authority's.

It starts with no document. Those come by the control side, in clear, as all else that is not a
taxpayer's to do: POST /<command> with its arguments in JSON; local/sefaz/control.py has them all.
All it knows is in memory, and gone when it ends; only the authority's folder stays.
"""

import argparse
import signal
from pathlib import Path
from threading import Event

from local.authority import Authority
from local.sefaz.server import Ports, serving
from local.sefaz.world import Options


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m local.sefaz",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--port", type=int, default=8743, help="of 127.0.0.1, for HTTPS; 0: any (%(default)s)")
    add("--control-port", type=int, default=8744, help="of 127.0.0.1; 0: any (%(default)s)")
    add("--authority", type=Path, required=True, metavar="FOLDER", help="made if it is not there")
    add("--homologation", action="store_true", help="tpAmb is 2; otherwise it is production")
    add("--real-pace", action="store_true", help="requests are hurried by everybody's time")
    given = parser.parse_args()
    options = Options(Authority(given.authority), given.homologation, given.real_pace)
    stopped = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    with serving(options, Ports(given.port, given.control_port)) as sefaz:
        print(f"SEFAZ at {sefaz.url} control {sefaz.control.url}", flush=True)
        stopped.wait()


if __name__ == "__main__":
    main()
