"""The client address and scheme of a request that came through proxies."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Any

from core import settings

# Characters of an address; the longest one, with a zone, has fewer.
_MAX_LENGTH = 64

# Bits that an IPv6 address has in common with others of one customer.
_IPV6_PREFIX_LENGTH = 64


def num_trusted() -> int:
    """Returns how many of the last entries of X-Forwarded-For to believe.

    Proxies of ours wrote those (the setting STATS_TRUSTED_PROXIES); the rest
    says what a caller wants it to say.
    """
    number = settings.current().trusted_proxies
    if number is None:
        # Cloud Run has one; App Engine's says it in a header of its own.
        return int(settings.is_managed())
    return number


def are_peers_proxies() -> bool:
    """Whether connections come from proxies instead of clients."""
    return num_trusted() > 0


def client_address(environ: Mapping[str, Any]) -> str:
    """Returns the address of the caller, for limits; never for identity.

    Args:
        environ: Of a request, as WSGI names it.

    Returns:
        The address, '' when it is not known.
    """
    peer = str(environ.get('REMOTE_ADDR') or '')
    if settings.is_app_engine():
        # Written by App Engine, which removes what callers write there.
        own = str(environ.get('HTTP_X_APPENGINE_USER_IP') or '')
        if own:
            return own[:_MAX_LENGTH]
    num = num_trusted()
    entries = str(environ.get('HTTP_X_FORWARDED_FOR') or '').split(',')[-num:]
    if not num or not entries[0].strip():
        return peer
    return entries[0].strip()[:_MAX_LENGTH]


def scheme(environ: Mapping[str, Any]) -> str:
    """Returns 'https' or 'http': how the caller reached the first proxy."""
    forwarded = str(environ.get('HTTP_X_FORWARDED_PROTO') or '')
    if are_peers_proxies():
        last = forwarded.split(',')[-1].strip().lower()
        if last in ('http', 'https'):
            return last
    return str(environ.get('wsgi.url_scheme') or 'http')


def network_of(address: str) -> str:
    """Returns what an address shares with others of the same sender.

    A customer gets at least a /64 of IPv6 addresses, and may use them all.

    Args:
        address: As a header or a connection says it.

    Returns:
        An IPv4 address without its port, an IPv6 network, or the text.
    """
    host = address
    if address.startswith('['):
        host = address[1:].partition(']')[0]
    elif address.count(':') == 1:
        host = address.partition(':')[0]
    if ':' not in host:
        return host
    try:
        parsed = ipaddress.IPv6Address(host)
    except ValueError:
        return host
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    network = ipaddress.IPv6Network(
        (int(parsed), _IPV6_PREFIX_LENGTH), strict=False
    )
    return str(network)
