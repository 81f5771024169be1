"""Distinguishes deployments from local development."""

from __future__ import annotations

from core.settings import is_app_engine, is_managed, is_production

__all__ = ['is_app_engine', 'is_managed', 'is_production']
