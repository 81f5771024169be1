"""The client address and scheme of requests that passed proxies."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Any

from core import settings

# Characters of an address, including a zone.
_MAX_LENGTH = 64

# Bits of the IPv6 prefix of a customer.
_IPV6_PREFIX_LENGTH = 64


def num_trusted() -> int:
    """Returns the number of trusted entries at the end of X-Forwarded-For.

    Our own proxies wrote them (setting STATS_TRUSTED_PROXIES); clients can
    forge the others.
    """
    number = settings.current().trusted_proxies
    if number is None:
        # Cloud Run has one proxy; App Engine uses another header.
        return int(settings.is_managed())
    return number


def are_peers_proxies() -> bool:
    """Returns whether the peers of connections are proxies, not clients."""
    return num_trusted() > 0


def client_address(environ: Mapping[str, Any]) -> str:
    """Returns the client address, for rate limits; never for authentication.

    Args:
        environ: The WSGI environment of the request.

    Returns:
        The address, or '' if it is unknown.
    """
    peer = str(environ.get('REMOTE_ADDR') or '')
    if settings.is_app_engine():
        # Set by App Engine, which removes the header from client requests.
        own = str(environ.get('HTTP_X_APPENGINE_USER_IP') or '')
        if own:
            return own[:_MAX_LENGTH]
    num = num_trusted()
    entries = str(environ.get('HTTP_X_FORWARDED_FOR') or '').split(',')[-num:]
    if not num or not entries[0].strip():
        return peer
    return entries[0].strip()[:_MAX_LENGTH]


def scheme(environ: Mapping[str, Any]) -> str:
    """Returns the scheme at the first proxy, 'https' or 'http'."""
    forwarded = str(environ.get('HTTP_X_FORWARDED_PROTO') or '')
    if are_peers_proxies():
        last = forwarded.split(',')[-1].strip().lower()
        if last in ('http', 'https'):
            return last
    return str(environ.get('wsgi.url_scheme') or 'http')


def network_of(address: str) -> str:
    """Returns the part of an address that identifies a client.

    A customer gets at least an IPv6 /64 network and may use all its addresses.

    Args:
        address: An address from a header or a connection.

    Returns:
        An IPv4 address without port, an IPv6 network, or the text unchanged.
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
