/** Draws bars as SVG, for pictures of figures that are HTML on the page. */

import {html, render, svg} from 'lit-html';

/** Sizes in pixels. */
const WIDTH = 640;
const ROW_HEIGHT = 44;
const BAR_HEIGHT = 12;

/** Characters of a label that fit beside its value. */
const MAX_LABEL_LENGTH = 60;

/**
 * @typedef {object} Bar
 * @property {string} label
 * @property {string} value in words.
 * @property {number} share of the width, 0 to 1.
 */

/**
 * @param {Bar[]} bars
 * @return {SVGSVGElement} in the colours of the page.
 */
export function barsDrawing(bars) {
  const page = getComputedStyle(document.documentElement);
  const {color, fontFamily} = getComputedStyle(document.body);
  const [ground, accent] = ['--app-border', '--app-accent'].map(
    (name) => page.getPropertyValue(name));
  const host = document.createElement('div');
  render(html`<svg viewBox="0 0 ${WIDTH} ${bars.length * ROW_HEIGHT}"
    fill=${color} font-size="14" font-family=${fontFamily}>${bars.map(
    ({label, value, share}, index) => svg`<g
      transform="translate(0, ${index * ROW_HEIGHT})"><text
      y="16">${shortenLabel(label)}</text><text x=${WIDTH} y="16"
      text-anchor="end">${value}</text><rect y="24" height=${BAR_HEIGHT} rx="3"
      width=${WIDTH} fill=${ground}></rect><rect y="24" height=${BAR_HEIGHT}
      rx="3" width=${WIDTH * share} fill=${accent}></rect></g>`)}</svg>`, host);
  return /** @type {SVGSVGElement} */ (host.firstElementChild);
}

/**
 * @param {string} label
 * @return {string}
 */
function shortenLabel(label) {
  const letters = [...label];
  return letters.length <= MAX_LABEL_LENGTH ? label :
    `${letters.slice(0, MAX_LABEL_LENGTH - 1).join('')}…`;
}
