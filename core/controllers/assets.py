"""The pictures of explorations: adding, listing, removing and serving them."""

from __future__ import annotations

from typing_extensions import TypedDict

from core import errors, feconf
from core.controllers import (
    acl_decorators,
    base,
    exploration_files,
    rate_limits,
    shared_statistics,
)
from core.domain import asset_domain, asset_services, rights_services

# Keeps an SVG file that is opened as a page from running scripts and loading
# files.
_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'"


class PictureRequest(exploration_files.FileToImport):
    """A picture to add: PNG, JPEG, WebP, GIF or SVG."""

    MAX_BYTES = feconf.MAX_UPLOAD_BYTES


class ListedPicture(TypedDict):
    """A picture of an exploration.

    Attributes:
        name: Texts refer to it as `assets/NAME`.
        num_bytes: The bytes of its file.
        width: In pixels.
        height: In pixels.
        is_used: Whether a saved version shows it, so it cannot be removed.
    """

    name: str
    num_bytes: int
    width: int
    height: int
    is_used: bool


class PicturesResponse(TypedDict):
    """The pictures of an exploration, in the order they were added."""

    pictures: list[ListedPicture]


class PicturesHandler(base.JsonHandler):
    """The pictures of an exploration, for its creators."""

    @acl_decorators.can_edit_exploration
    def get(self, exp_id: str) -> PicturesResponse:
        """Returns the pictures.

        Args:
            exp_id: The exploration.
        """
        return _to_response(asset_services.get_assets(exp_id))

    @acl_decorators.can_edit_exploration
    def post(self, exp_id: str, body: PictureRequest) -> ListedPicture:
        """Adds a picture; its content determines its type.

        Args:
            exp_id: The exploration.
            body: The file.
        """
        content = exploration_files.content_of(body, 'content')
        asset = asset_services.add(exp_id, body.name, content)
        return _to_listed(asset)

    @acl_decorators.can_edit_exploration
    def delete(self, exp_id: str) -> PicturesResponse:
        """Removes the picture `name`, unless a saved version shows it.

        Args:
            exp_id: The exploration.
        """
        name = self.request.GET.get('name', '')
        return _to_response(asset_services.remove(exp_id, name))


class _FileHandler(base.BaseHandler):
    """Base of the handlers that serve picture files."""

    LIMIT = rate_limits.PICTURES

    def _serve(self, exp_id: str, name: str) -> None:
        file = asset_services.get_file(exp_id, name, self._width())
        rights = rights_services.get_recent_rights(exp_id)
        is_public = rights is not None and rights.is_public
        headers = self.response.headers
        headers['Cache-Control'] = (
            f'{"public" if is_public else "private"}, '
            f'max-age={feconf.PICTURE_MAX_AGE_SECS}, immutable'
        )
        headers['Content-Security-Policy'] = _POLICY
        self.response.content_type = file.content_type
        self.response.charset = None
        self.response.body = file.content

    def _width(self) -> int | None:
        text = self.request.GET.get('w', '')
        widths = {str(width): width for width in feconf.PICTURE_VARIANT_WIDTHS}
        if text and text not in widths:
            raise errors.ValidationError(
                f'should be {" or ".join(widths)}', 'w'
            )
        return widths.get(text)


class AssetHandler(_FileHandler):
    """The file of a picture, for those who may play the exploration."""

    @acl_decorators.can_play_exploration
    def get(self, exp_id: str, name: str) -> None:
        """Returns the file.

        `w`: 480 or 960, for a variant of that width in pixels, or the picture
        itself if it is no wider.

        Args:
            exp_id: The exploration.
            name: The picture.
        """
        self._serve(exp_id, name)


class SharedAssetHandler(_FileHandler, shared_statistics.SharedHandler):
    """The file of a picture, for those who may see the statistics."""

    RETURNS_JSON = False

    @acl_decorators.can_use_shared_link
    def get(self, token: str, name: str) -> None:
        """Returns the file.

        `w`: as in `/assetshandler/<exp_id>/<name>`.

        Args:
            token: The token of the link.
            name: The picture.
        """
        del token
        self._serve(self.exp_id, name)


def _to_listed(asset: asset_domain.Asset) -> ListedPicture:
    return {
        'name': asset.name,
        'num_bytes': asset.num_bytes,
        'width': asset.width,
        'height': asset.height,
        'is_used': asset.is_used,
    }


def _to_response(assets: list[asset_domain.Asset]) -> PicturesResponse:
    return {'pictures': [_to_listed(asset) for asset in assets]}


ROUTES = {
    '/createhandler/assets/<exp_id>': PicturesHandler,
    '/assetshandler/<exp_id>/<name>': AssetHandler,
    '/sharedhandler/assets/<token>/<name>': SharedAssetHandler,
}
