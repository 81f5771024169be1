/**
 * A list of figures, each with its definition, its value and what it is of.
 */

import {GLOSSARY} from '../../domain/glossary.js';
import {h, setText} from '../../lib/dom.js';
import {definitionButton} from '../../lib/toggletip.js';

/**
 * @typedef {object} FigureText
 * @property {string} value
 * @property {string} [note] what it is of, and how sure it is.
 */

export class FigureList {
  /**
   * @param {readonly string[]} terms keys of the glossary.
   * @param {Record<string, string>} [names] shorter ones, where there is
   *     little room.
   */
  constructor(terms, names = {}) {
    /** @type {Map<string, {box: HTMLElement, value: HTMLElement,
     *     note: HTMLElement}>} */
    this.figures = new Map();
    this.element = h('dl', {class: 'card-figures'});
    for (const term of terms) {
      this.add(term, names[term] ?? GLOSSARY[term].name);
    }
  }

  /**
   * @param {string} term
   * @param {string} name
   */
  add(term, name) {
    const value = h('dd', {class: 'card-figure-value'});
    const note = h('dd', {class: 'card-figure-share'});
    const box = h('div', {class: 'card-figure', 'data-figure': term},
      h('dt', {}, name, definitionButton(term)), value, note);
    this.figures.set(term, {box, value, note});
    this.element.append(box);
  }

  /**
   * @param {Record<string, FigureText|null>} texts by term; null hides it.
   */
  update(texts) {
    for (const [term, {box, value, note}] of this.figures) {
      const text = texts[term];
      box.hidden = !text;
      if (!text) continue;
      setText(value, text.value);
      setText(note, text.note ?? '');
    }
  }
}
