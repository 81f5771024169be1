"""Tells a public deployment from a developer's machine."""

from __future__ import annotations

from core.settings import is_app_engine, is_managed, is_production

__all__ = ['is_app_engine', 'is_managed', 'is_production']
