/** Saves drawings as SVG files that contain their styles, or as PNG. */

import {saveBlob} from './files.js';

const SVG = 'http://www.w3.org/2000/svg';

/** Pixels of a PNG for each of the page, so that it is sharp in print. */
const SCALE = 2;

/** Pixels around the drawing, and above it for the title. */
const MARGIN = 16;
const TITLE_HEIGHT = 32;

/** Width of a wide letter of the title, in pixels. */
const LETTER_WIDTH = 11;

/** Properties that style sheets set and a file of a drawing must contain. */
const PROPERTIES = Object.freeze([
  'fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-opacity',
  'stroke-dasharray', 'stroke-linejoin', 'vector-effect', 'opacity',
  'paint-order', 'font-family', 'font-size', 'font-style', 'font-weight',
  'text-anchor', 'dominant-baseline',
]);

/** @typedef {{width: number, height: number}} Size in pixels of the page. */

/**
 * @param {'png'|'svg'} kind
 * @param {SVGSVGElement} drawing
 * @param {{title: string, fileName: string}} picture
 */
export async function savePicture(kind, drawing, {title, fileName}) {
  const {width, height} = sizeOf(drawing);
  const frame = {
    width: Math.max(width, title.length * LETTER_WIDTH) + 2 * MARGIN,
    height: height + TITLE_HEIGHT + 2 * MARGIN,
  };
  const text = new XMLSerializer().serializeToString(
    frameDrawing(drawing, title, frame));
  const blob = kind === 'svg' ? new Blob([text], {type: 'image/svg+xml'}) :
    await pngOf(text, frame);
  saveBlob(`${fileName}.${kind}`, blob);
}

/**
 * @param {SVGSVGElement} drawing on the page.
 * @param {string} title
 * @param {Size} frame
 * @return {SVGElement} the drawing below its title, independent of the
 *     page's style sheets.
 */
function frameDrawing(drawing, title, frame) {
  const body = getComputedStyle(document.body);
  const surface = getComputedStyle(document.documentElement)
    .getPropertyValue('--app-surface').trim();
  const picture = element('svg', {...frame});
  const heading = element('text', {
    'x': MARGIN, 'y': MARGIN + 16, 'fill': body.color, 'font-size': 16,
    'font-weight': 600, 'font-family': body.fontFamily,
  });
  heading.textContent = title;
  const content = drawing.isConnected ? withOwnStyles(drawing) : drawing;
  for (const [name, value] of Object.entries({
    x: MARGIN, y: MARGIN + TITLE_HEIGHT, ...sizeOf(drawing),
  })) content.setAttribute(name, String(value));
  const image = imageBelow(drawing);
  if (image) {
    content.prepend(element('image', {
      href: image, width: '100%', height: '100%', preserveAspectRatio: 'none',
    }));
  }
  picture.append(
    element('rect', {width: '100%', height: '100%', fill: surface}), heading,
    content);
  return picture;
}

/**
 * @param {SVGSVGElement} drawing
 * @return {Size} its size on the page; of a zoomed graph the unzoomed size.
 */
function sizeOf(drawing) {
  const {width, height} = drawing.viewBox.baseVal ?? {width: 0, height: 0};
  const isStretched =
    drawing.getAttribute('preserveAspectRatio') === 'none' || width === 0;
  if (!isStretched) return {width, height};
  // Elements that are not on the page have no box.
  if (!drawing.isConnected) {
    return {
      width: drawing.width.baseVal.value, height: drawing.height.baseVal.value,
    };
  }
  const shown = drawing.getBoundingClientRect();
  return {width: shown.width, height: shown.height};
}

/**
 * @param {(host: HTMLElement) => (() => void)|void} draw draws into an
 *     invisible element; may return a clean-up function.
 * @return {SVGSVGElement} the drawing, independent of style sheets.
 */
export function drawOffscreen(draw) {
  const host = document.createElement('div');
  host.className = 'visually-hidden';
  document.body.append(host);
  const cleanUp = draw(host);
  try {
    return withOwnStyles(
      /** @type {SVGSVGElement} */ (host.querySelector('svg')));
  } finally {
    cleanUp?.();
    host.remove();
  }
}

/**
 * @param {SVGSVGElement} drawing
 * @return {SVGSVGElement} a copy with the styles as attributes.
 */
function withOwnStyles(drawing) {
  const copy = /** @type {SVGSVGElement} */ (drawing.cloneNode(true));
  const copies = [copy, ...copy.querySelectorAll('*')];
  [drawing, ...drawing.querySelectorAll('*')].forEach((element, index) => {
    const style = getComputedStyle(element);
    for (const name of PROPERTIES) {
      copies[index].setAttribute(name, style.getPropertyValue(name));
    }
    copies[index].removeAttribute('class');
  });
  copy.removeAttribute('style');
  return copy;
}

/**
 * @param {SVGSVGElement} drawing
 * @return {string|null} the image below the drawing, as a data URL.
 */
function imageBelow(drawing) {
  const image = drawing.parentElement?.querySelector(':scope > img');
  if (!(image instanceof HTMLImageElement)) return null;
  const {width, height} = drawing.getBoundingClientRect();
  const canvas = canvasOf(SCALE * width, SCALE * height);
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/png');
}

/**
 * @param {string} text of an SVG file.
 * @param {Size} size
 * @return {Promise<Blob>}
 */
async function pngOf(text, {width, height}) {
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = canvasOf(SCALE * width, SCALE * height);
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => canvas.toBlob((blob) => blob ?
    resolve(blob) : reject(new Error('The picture is too large.'))));
}

/**
 * @param {number} width
 * @param {number} height
 * @return {HTMLCanvasElement}
 */
function canvasOf(width, height) {
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width);
  canvas.height = Math.round(height);
  return canvas;
}

/**
 * @param {string} name
 * @param {Record<string, string|number>} attributes
 * @return {SVGElement}
 */
function element(name, attributes) {
  const node = /** @type {SVGElement} */ (
    document.createElementNS(SVG, name));
  for (const [key, value] of Object.entries(attributes)) {
    node.setAttribute(key, String(value));
  }
  return node;
}
