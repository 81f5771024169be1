/** Draws a template into an element of its own, as often as it is updated. */

import {renderKeepingFocus} from './render.js';

/** @template {unknown[]} Args */
export class TemplateView {
  /**
   * @param {HTMLElement} element
   * @param {(...args: Args) => unknown} template
   */
  constructor(element, template) {
    this.element = element;
    this.template = template;
  }

  /** @param {Args} args */
  update(...args) {
    renderKeepingFocus(this.template(...args), this.element);
  }
}
