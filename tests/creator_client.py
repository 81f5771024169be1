"""What a creator does over HTTP, for tests that need no browser for it."""

from scripts.creator_client import CREATOR, CreatorClient

__all__ = ['CREATOR', 'CreatorClient']
