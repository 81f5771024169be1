"""NDB's models and queries; typed_model.pyi says what type checkers see."""

from __future__ import annotations

from google.cloud import ndb

Model = ndb.Model
Query = ndb.Query
