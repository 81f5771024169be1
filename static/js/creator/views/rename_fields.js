/**
 * Rows that say which card was renamed to what: statistics follow a renamed
 * card only when they are told.
 */

import {h} from '../lib/dom.js';
import {actionButton} from '../lib/notices.js';

/** @import {RenameRow} from '../domain/edit_model.js' */

/** Makes the ids of the fields of each row its own. */
let rowsMade = 0;

export class RenameFields {
  /** @param {() => void} onChange */
  constructor(onChange) {
    this.onChange = onChange;
    /** @type {string[]} */
    this.names = [];
    this.list = h('div');
    this.addButton = actionButton('Add a renamed card', () => this.add());
    this.element = h('fieldset', {class: 'rename-fields'},
      h('legend', {class: 'form-label'}, 'Renamed cards'),
      h('p', {class: 'form-text mt-0'},
        'Did you give a card another name in the text? Say so here, and ' +
        'its statistics go along. Otherwise the card counts as deleted, ' +
        'and a new one begins at zero.'),
      this.list, this.addButton);
  }

  /** @param {string[]} names of the cards as they are saved. */
  setNames(names) {
    this.names = names;
  }

  /** @return {RenameRow[]} */
  get rows() {
    return [...this.list.children].map((row) => ({
      from: row.querySelector('select')?.value ?? '',
      to: row.querySelector('input')?.value ?? '',
    }));
  }

  clear() {
    this.list.replaceChildren();
  }

  add() {
    const id = `rename-${++rowsMade}`;
    const from = h('select', {id: `${id}-from`, class: 'form-select'},
      ...this.names.map((name) => h('option', {value: name}, name)));
    const to = h('input', {
      id: `${id}-to`, class: 'form-control', autocomplete: 'off',
    });
    const remove = actionButton('Remove', () => {
      row.remove();
      this.onChange();
      this.addButton.focus();
    }, 'btn-outline-secondary');
    const row = h('div', {class: 'rename-row'},
      h('div', {}, h('label', {for: `${id}-from`}, 'Old name'), from),
      h('div', {}, h('label', {for: `${id}-to`}, 'New name'), to), remove);
    row.addEventListener('input', this.onChange);
    this.list.append(row);
    from.focus();
    this.onChange();
  }
}
