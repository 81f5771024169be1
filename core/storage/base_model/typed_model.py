"""Models, keys and queries of NDB; typed_model.pyi has their types."""

from __future__ import annotations

from google.cloud import ndb

Key = ndb.Key
Model = ndb.Model
Query = ndb.Query
Expando = ndb.Expando
