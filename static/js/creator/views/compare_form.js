/**
 * Chooses the two sides of a comparison.
 */

import {
  formatSide, overlapProblem, presetsOf, problemOf, versionChoice,
} from '../domain/comparison_sides.js';
import {h, setAttribute, setText} from '../lib/dom.js';
import {actionButton} from '../lib/notices.js';

/** @import {Side, Sides, Surroundings} from '../domain/comparison_sides.js' */
/** @import {VersionInfo} from '../domain/statistics_model.js' */

/** @typedef {'a'|'b'} SideName */

/** @type {Readonly<Record<SideName, string>>} */
const SIDE_NAMES = Object.freeze({a: 'Before', b: 'After'});

class SideFields {
  /** @param {SideName} name */
  constructor(name) {
    const id = `compare-${name}`;
    this.kind = h('select', {
      id: `${id}-kind`, class: 'form-select form-select-sm',
      'aria-label': 'What to compare',
    }, h('option', {value: 'version'}, 'Version'),
    h('option', {value: 'days'}, 'Days'));
    this.version = h('select', {
      class: 'form-select form-select-sm', 'aria-label': 'Version',
    });
    this.from = this.dayField('First day', id);
    this.to = this.dayField('Last day', id);
    this.days = h('div', {class: 'compare-days'}, this.from,
      h('span', {}, 'to'), this.to);
    this.problem = h('p', {
      id: `${id}-problem`, class: 'form-failure', role: 'alert',
    });
    this.element = h('fieldset', {class: 'compare-side'},
      h('legend', {}, SIDE_NAMES[name]),
      h('div', {class: 'compare-fields'},
        this.kind, this.version, this.days),
      this.problem);
    this.kind.addEventListener('change', () => this.showKind());
  }

  /**
   * @param {string} label
   * @param {string} id of the side.
   * @return {HTMLInputElement}
   */
  dayField(label, id) {
    return h('input', {
      type: 'date', class: 'form-control form-control-sm',
      'aria-label': label, 'aria-describedby': `${id}-problem`,
    });
  }

  showKind() {
    const isVersion = this.kind.value === 'version';
    this.version.hidden = !isVersion;
    this.days.hidden = isVersion;
    this.setProblem('');
  }

  /**
   * @param {Side} side
   * @param {Side} otherKind for the fields of the kind that is not chosen.
   */
  set(side, otherKind) {
    for (const part of [otherKind, side]) {
      if (part.kind === 'version') {
        this.version.value = String(part.version);
      } else {
        this.from.value = part.from;
        this.to.value = part.to;
      }
    }
    this.kind.value = side.kind;
    this.showKind();
  }

  /** @return {Side} as the fields say, which may not be possible. */
  get() {
    return this.kind.value === 'version' ?
      {kind: 'version', version: Number(this.version.value)} :
      {kind: 'days', from: this.from.value, to: this.to.value};
  }

  /** @param {string} problem '' where there is none. */
  setProblem(problem) {
    setText(this.problem, problem);
    for (const field of [this.kind, this.version, this.from, this.to]) {
      setAttribute(
        field, 'aria-invalid', problem && !field.hidden ? 'true' : null);
    }
  }

  focus() {
    (this.kind.value === 'version' ? this.version : this.from).focus();
  }
}

export class CompareForm {
  /** @param {(sides: Sides) => void} onCompare */
  constructor(onCompare) {
    this.onCompare = onCompare;
    this.shown = '';
    this.sides = {a: new SideFields('a'), b: new SideFields('b')};
    this.presets = h('div', {class: 'compare-presets'});
    this.element = h('form', {
      class: 'compare-form', 'aria-label': 'What to compare', novalidate: true,
    }, this.sides.a.element, this.sides.b.element,
    h('div', {class: 'compare-buttons'},
      h('button', {type: 'submit', class: 'btn btn-sm btn-primary'},
        'Compare'),
      actionButton('Swap', () => this.swap())),
    this.presets);
    this.element.addEventListener('submit', (event) => {
      event.preventDefault();
      this.submit();
    });
  }

  swap() {
    const [a, b] = [this.sides.a.get(), this.sides.b.get()];
    this.sides.a.set(b, a);
    this.sides.b.set(a, b);
    this.submit();
  }

  submit() {
    const sides = {a: this.sides.a.get(), b: this.sides.b.get()};
    let isPossible = true;
    for (const name of /** @type {SideName[]} */ (['b', 'a'])) {
      const problem = problemOf(sides[name]) ?? '';
      this.sides[name].setProblem(problem);
      if (!problem) continue;
      isPossible = false;
      this.sides[name].focus();
    }
    if (!isPossible) return;
    const overlap = overlapProblem(sides);
    if (overlap) this.refuse('b', overlap);
    else this.onCompare(sides);
  }

  /**
   * Shows what the server refused beside the field that it means.
   *
   * @param {string|null} path such as "a" or "b".
   * @param {string} message
   * @return {boolean} whether there is such a field.
   */
  refuse(path, message) {
    const name = path?.split(/[.[]/).pop();
    if (name !== 'a' && name !== 'b') return false;
    this.sides[name].setProblem(message);
    return true;
  }

  /**
   * @param {Sides} sides
   * @param {Surroundings} surroundings
   * @param {VersionInfo[]} versions newest first.
   */
  update(sides, surroundings, versions) {
    const key = JSON.stringify([sides, surroundings, versions]);
    // What the reader is about to choose is not overwritten.
    if (key === this.shown) return;
    this.shown = key;
    const latest = Math.max(...surroundings.versions);
    const days = presetsOf(surroundings).at(-2)?.sides ?? sides;
    const fallback = {version: {a: latest, b: latest}, days};
    for (const name of /** @type {SideName[]} */ (['a', 'b'])) {
      const fields = this.sides[name];
      fields.version.replaceChildren(...versions.map((info) =>
        h('option', {value: info.version}, versionChoice(info, latest))));
      fields.set(sides[name], sides[name].kind === 'version' ?
        fallback.days[name] :
        {kind: 'version', version: fallback.version[name]});
      fields.setProblem('');
    }
    this.drawPresets(sides, surroundings);
  }

  /**
   * @param {Sides} sides
   * @param {Surroundings} surroundings
   */
  drawPresets(sides, surroundings) {
    const shown = [formatSide(sides.a), formatSide(sides.b)].join();
    this.presets.replaceChildren(...presetsOf(surroundings).map((preset) => {
      const {a, b} = preset.sides;
      const button = actionButton(
        preset.name, () => this.onCompare(preset.sides),
        'btn-sm btn-link p-0');
      const isShown = [formatSide(a), formatSide(b)].join() === shown;
      setAttribute(button, 'aria-pressed', String(isShown));
      return button;
    }));
  }
}
