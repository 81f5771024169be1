/** Draws bars as SVG, for pictures of figures that are HTML on the page. */

const SVG = 'http://www.w3.org/2000/svg';

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
  const text = {
    'fill': getComputedStyle(document.body).color, 'font-size': 14,
    'font-family': getComputedStyle(document.body).fontFamily,
  };
  const height = bars.length * ROW_HEIGHT;
  const svg = /** @type {SVGSVGElement} */ (
    shape('svg', {viewBox: `0 0 ${WIDTH} ${height}`}));
  bars.forEach(({label, value, share}, index) => {
    const top = index * ROW_HEIGHT;
    const bar = {x: 0, y: top + 24, height: BAR_HEIGHT, rx: 3};
    svg.append(
      shape('text', {...text, x: 0, y: top + 16}, shortened(label)),
      shape('text',
        {...text, 'x': WIDTH, 'y': top + 16, 'text-anchor': 'end'}, value),
      shape('rect',
        {...bar, width: WIDTH, fill: page.getPropertyValue('--app-border')}),
      shape('rect', {
        ...bar, width: WIDTH * share,
        fill: page.getPropertyValue('--app-accent'),
      }));
  });
  return svg;
}

/**
 * @param {string} label
 * @return {string}
 */
function shortened(label) {
  const letters = [...label];
  return letters.length <= MAX_LABEL_LENGTH ? label :
    `${letters.slice(0, MAX_LABEL_LENGTH - 1).join('')}…`;
}

/**
 * @param {string} name
 * @param {Record<string, string|number>} attributes
 * @param {string} [text]
 * @return {SVGElement}
 */
function shape(name, attributes, text = '') {
  const made = /** @type {SVGElement} */ (document.createElementNS(SVG, name));
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, String(value));
  }
  made.textContent = text;
  return made;
}
