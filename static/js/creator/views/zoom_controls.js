/**
 * Makes a drawing smaller and larger inside the window it scrolls in.
 */

import {h, setAttribute, setText} from '../lib/dom.js';
import {actionButton} from '../lib/notices.js';

const STEP = 1.25;
const SMALLEST = 0.1;
const LARGEST = 2;

/** Below this its text cannot be read, so nothing opens that small. */
const READABLE = 0.6;

export class ZoomControls {
  /** @param {HTMLElement} region the window. */
  constructor(region) {
    this.region = region;
    this.zoom = 1;
    this.size = {width: 0, height: 0};
    /** @type {SVGSVGElement|null} */
    this.drawing = null;
    this.percent = h('span', {class: 'zoom-percent', role: 'status'});
    this.element = h('div', {
      class: 'zoom-controls', role: 'group', 'aria-label': 'Size of the graph',
    },
    this.button('−', 'Smaller', () => this.zoomTo(this.zoom / STEP)),
    this.percent,
    this.button('+', 'Larger', () => this.zoomTo(this.zoom * STEP)),
    actionButton('Fit the width', () => this.zoomTo(this.fitting())));
  }

  /**
   * @param {string} sign
   * @param {string} label
   * @param {() => void} onPress
   * @return {HTMLButtonElement}
   */
  button(sign, label, onPress) {
    const button = actionButton(sign, onPress);
    setAttribute(button, 'aria-label', label);
    return button;
  }

  /** @return {number} at which the whole width is in sight. */
  fitting() {
    const style = getComputedStyle(this.region);
    const room = this.region.clientWidth -
      parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    return Math.min(1, room / this.size.width);
  }

  /**
   * @param {SVGSVGElement} drawing
   * @param {{width: number, height: number}} size at 100 %.
   */
  attach(drawing, size) {
    this.drawing = drawing;
    this.size = size;
    const fitting = this.fitting();
    this.zoomTo(fitting >= READABLE ? fitting : 1);
  }

  /**
   * Keeps what is in the middle of the window there.
   *
   * @param {number} zoom
   */
  zoomTo(zoom) {
    const {region} = this;
    const before = this.zoom;
    this.zoom = Math.min(Math.max(zoom, SMALLEST), LARGEST);
    const x = (region.scrollLeft + region.clientWidth / 2) / before;
    const y = (region.scrollTop + region.clientHeight / 2) / before;
    this.drawing?.setAttribute('width', String(this.size.width * this.zoom));
    this.drawing?.setAttribute('height', String(this.size.height * this.zoom));
    region.scrollLeft = x * this.zoom - region.clientWidth / 2;
    region.scrollTop = y * this.zoom - region.clientHeight / 2;
    setText(this.percent, `${Math.round(this.zoom * 100)} %`);
  }
}
