"""Documents in Mozilla's autoconfig format, for tests."""


def server(
    kind: str = "imap",
    host: str = "imap.host.net",
    port: str = "993",
    security: str = "SSL",
    username: str = "%EMAILADDRESS%",
) -> str:
    tag = "incomingServer" if kind in {"imap", "pop3"} else "outgoingServer"
    return (
        f'<{tag} type="{kind}"><hostname>{host}</hostname><port>{port}</port>'
        f"<socketType>{security}</socketType><username>{username}</username>"
        f"<authentication>password-cleartext</authentication></{tag}>"
    )


def config(*servers: str) -> bytes:
    inside = "".join(servers)
    return (
        '<?xml version="1.0"?><clientConfig version="1.1"><emailProvider id="host.net">'
        f"<domain>host.net</domain>{inside}</emailProvider></clientConfig>"
    ).encode()
