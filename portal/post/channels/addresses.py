"""Which addresses a letter of ours may connect to.

Python's `is_global` misses several ranges that reach the inside through translation.
"""

import ipaddress
import socket

_NEVER = [
    ipaddress.ip_network(text)
    for text in (
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "2002::/16",
        "2001::/32",
        "::/96",
        "fec0::/10",
        "192.88.99.0/24",
        "192.0.0.0/24",
        "100.64.0.0/10",
    )
]


def is_public(text: str) -> bool:
    """Whether this IP address (as text) is one of the open internet."""
    address = ipaddress.ip_address(text)
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if not address.is_global or address.is_multicast or address.is_reserved:
        return False
    return not any(address in network for network in _NEVER if network.version == address.version)


def public_address(host: str, port: int) -> str:
    """Resolve once; raises OSError unless every answer is public."""
    answers = {str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    hidden = sorted(answer for answer in answers if not is_public(answer))
    if hidden or not answers:
        raise OSError(f"{host} does not resolve to public addresses only.")
    return sorted(answers)[0]
