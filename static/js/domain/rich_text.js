/** Pictures in the HTML of creators. Independent of a page. */

import {PICTURE_VARIANT_WIDTHS} from './wire_contract.js';

/** The name of a picture that belongs to the exploration, and its type. */
const ASSET = /^assets\/([a-z0-9-]{1,80}\.(png|jpg|webp|gif|svg))$/;

/** Types of which the server has smaller variants. */
const RESIZED = ['png', 'jpg', 'webp'];

/** The width of a text in pixels, at most; see --app-reading-width. */
const TEXT_WIDTH = 672;

/**
 * @typedef {{exp_id: string, token?: string}} Page A page's exploration,
 *     and the token of the shared link that opened it.
 */

/**
 * @param {Page} page
 * @param {string} src As stored.
 * @returns {string} The address of the picture.
 */
export function assetUrl({exp_id: expId, token}, src) {
  const [, name] = ASSET.exec(src) ?? [];
  if (!name) return src;
  return token ? `/sharedhandler/assets/${token}/${name}` :
    `/assetshandler/${expId}/${name}`;
}

/**
 * @param {Page} page
 * @param {string} src As stored.
 * @param {number} width Its width in pixels, as stored; 0 if there is none.
 * @returns {{src: string, srcset?: string, sizes?: string}} Attributes. A
 *     picture of unknown width has no `srcset`, which would change its
 *     displayed width; its `src` is the largest smaller variant.
 */
export function pictureSources(page, src, width) {
  const url = assetUrl(page, src);
  if (!RESIZED.includes(ASSET.exec(src)?.[2] ?? '')) return {src: url};
  const smaller =
      PICTURE_VARIANT_WIDTHS.map((width) => `${url}?w=${width}`);
  if (!width) return {src: /** @type {string} */ (smaller.at(-1))};
  const candidates =
      smaller.map((url, index) => `${url} ${PICTURE_VARIANT_WIDTHS[index]}w`);
  if (width > PICTURE_VARIANT_WIDTHS[1]) candidates.push(`${url} ${width}w`);
  return {
    src: url,
    srcset: candidates.join(', '),
    sizes: `min(100vw, ${Math.min(width, TEXT_WIDTH)}px)`,
  };
}
