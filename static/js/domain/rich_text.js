/** Pictures in the HTML of creators. Independent of a page. */

/** The name of a picture that belongs to the exploration, and its type. */
const ASSET = /^assets\/([a-z0-9-]{1,80}\.(png|jpg|webp|gif|svg))$/;

/** Types of which the server has smaller forms, and their widths in pixels. */
const RESIZED = ['png', 'jpg', 'webp'];
const SMALLER_WIDTHS = [480, 960];

/** The width of a text in pixels, at most; see --app-reading-width. */
const TEXT_WIDTH = 672;

/**
 * @param {string} expId
 * @param {string} src As stored.
 * @returns {string} The address of the picture.
 */
export function assetUrl(expId, src) {
  const [, name] = ASSET.exec(src) ?? [];
  return name ? `/assetshandler/${expId}/${name}` : src;
}

/**
 * @param {string} expId
 * @param {string} src As stored.
 * @param {number} width Its width in pixels, as stored; 0 if there is none.
 * @returns {{src: string, srcset?: string, sizes?: string}} Attributes. A
 *     picture of unknown width is shown in its own, which `srcset` would
 *     change; it comes in the largest of the smaller forms.
 */
export function pictureSources(expId, src, width) {
  const url = assetUrl(expId, src);
  if (!RESIZED.includes(ASSET.exec(src)?.[2] ?? '')) return {src: url};
  const smaller = SMALLER_WIDTHS.map((each) => `${url}?w=${each}`);
  if (!width) return {src: /** @type {string} */ (smaller.at(-1))};
  const candidates =
      smaller.map((each, index) => `${each} ${SMALLER_WIDTHS[index]}w`);
  if (width > SMALLER_WIDTHS[1]) candidates.push(`${url} ${width}w`);
  return {
    src: url,
    srcset: candidates.join(', '),
    sizes: `min(100vw, ${Math.min(width, TEXT_WIDTH)}px)`,
  };
}
