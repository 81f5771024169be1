"""Files in a bucket of Google Cloud Storage.

The client library is imported on first use: the import takes a second, and most
installations have no bucket.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any

from google.api_core import exceptions

# Timeout of retries while Cloud Storage is unavailable.
_RETRY_SECS = 15.0


@functools.cache
def get_bucket(name: str) -> Any:
    """Returns the client of a bucket."""
    from google.cloud import storage

    # Credentials as for Cloud Datastore; STORAGE_EMULATOR_HOST needs none.
    return storage.Client().bucket(name)


@functools.cache
def _retry() -> Any:
    from google.cloud.storage import retry

    return retry.DEFAULT_RETRY.with_timeout(_RETRY_SECS)


def write(bucket: str, path: str, content: bytes, content_type: str) -> None:
    """Stores a file.

    Args:
        bucket: The name of the bucket.
        path: The name of the file.
        content: Its bytes.
        content_type: Its media type.
    """
    blob = get_bucket(bucket).blob(path)
    blob.upload_from_string(content, content_type, retry=_retry())


def read(bucket: str, path: str) -> bytes | None:
    """Returns the content of a file, or None if it does not exist."""
    blob = get_bucket(bucket).blob(path)
    try:
        content: bytes = blob.download_as_bytes(retry=_retry())
    except exceptions.NotFound:
        return None
    return content


def list_paths(bucket: str, prefix: str) -> list[str]:
    """Returns the names of all files whose names begin with a prefix."""
    blobs = get_bucket(bucket).list_blobs(prefix=prefix, retry=_retry())
    return [blob.name for blob in blobs]


def delete(bucket: str, paths: Iterable[str]) -> None:
    """Deletes files; missing ones are ignored."""
    target = get_bucket(bucket)
    target.delete_blobs(
        [target.blob(path) for path in paths],
        on_error=lambda _blob: None,
        retry=_retry(),
    )
