"""Models of the pictures of explorations."""

from __future__ import annotations

from google.cloud import ndb

from core.storage.base_model import gae_models as base_models
from core.storage.base_model.gae_models import Json


class ExplorationAssetsModel(base_models.BaseModel):
    """The list of the pictures of an exploration; the id is the exp_id.

    A single entity, so that the transaction of a save can check that the
    pictures in its texts exist.
    """

    # {name: asset_domain.Asset as JSON}, in the order of addition.
    assets: dict[str, Json] = ndb.JsonProperty(required=True, compressed=True)


class AssetFileModel(base_models.BaseModel):
    """A part of a file; the id is `<exp_id>/<name>/<variant>.<number from 0>`.

    Not used if the files are in a bucket of Cloud Storage.
    """

    # The bytes of this part.
    content: bytes = ndb.BlobProperty(required=True, indexed=False)
    # The number of parts of the file.
    num_parts: int = ndb.IntegerProperty(required=True, indexed=False)
