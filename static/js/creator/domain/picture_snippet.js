/** Pictures as HTML in texts of the exploration. */

import {formatCount} from './formats.js';

/** @import {ListedPicture} from '../../domain/wire_types.js' */

/**
 * Characters to escape: they end a value in HTML, or have a meaning in YAML
 * (quotes, a colon, a number sign).
 *
 * @type {readonly [RegExp, string][]}
 */
const ESCAPES = [
  [/&/g, '&amp;'], [/</g, '&lt;'], [/>/g, '&gt;'], [/"/g, '&quot;'],
  [/'/g, '&#39;'], [/:(?=\s|$)/g, '&#58;'], [/(?<=\s)#/g, '&#35;'],
  [/\\/g, '&#92;'],
];

/**
 * @param {ListedPicture} picture
 * @param {string} alt text alternative for those who do not see it.
 * @return {string} HTML for a text of the exploration.
 */
export function snippetOf({name, width, height}, alt) {
  const escaped = ESCAPES.reduce(
    (text, [form, entity]) => text.replace(form, entity),
    alt.trim().replace(/\s+/g, ' '));
  return `<img src="assets/${name}" alt="${escaped}" width="${width}" ` +
    `height="${height}">`;
}

/**
 * @param {ListedPicture} picture
 * @return {string} its size in words.
 */
export function sizeText({width, height, num_bytes: numBytes}) {
  const size = numBytes < 1e6 ?
    `${formatCount(Math.ceil(numBytes / 1000))} kB` :
    `${(numBytes / 1e6).toFixed(1)} MB`;
  return `${formatCount(width)} × ${formatCount(height)} pixels, ${size}`;
}
