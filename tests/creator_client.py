"""Acts as a creator over HTTP for tests without a browser."""

from scripts.creator_client import CREATOR, CreatorClient

__all__ = ['CREATOR', 'CreatorClient']
