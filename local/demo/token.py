"""Print the token of a demo tenant's user: `python -m local.demo.token alimentos`."""

import sys

from local.demo import servers
from local.demo.tenants import TENANTS

if __name__ == "__main__":
    wanted = sys.argv[1] if sys.argv[1:] else TENANTS[0].name
    user = next(tenant.user for tenant in TENANTS if tenant.name == wanted)
    print(servers.cloud().token(user, servers.passwords()[user]))
