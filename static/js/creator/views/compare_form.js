/**
 * Chooses the two sides of a comparison.
 */

import {html, nothing} from 'lit-html';
import {live} from 'lit-html/directives/live.js';

import {
  formatSide, overlapProblem, presetsOf, problemOf, versionChoice,
} from '../domain/comparison_sides.js';
import {segmentOptions} from '../domain/cut.js';
import {textButton} from '../lib/buttons.js';
import {onSubmit, onValue, optionList} from '../lib/fields.js';

/** @import {TemplateResult as Template} from 'lit-html' */
/** @import {Side, Sides, Surroundings} from '../domain/comparison_sides.js' */
/** @import {ListedVersion as VersionInfo} from '../../domain/wire_types.js' */

/** @typedef {'a'|'b'} SideName */

/**
 * @typedef {object} SideDraft the fields of a side, for all kinds.
 * @property {Side['kind']} kind
 * @property {number} version
 * @property {string} from
 * @property {string} to
 * @property {string} segment
 * @property {string} problem '' where there is none.
 */

/** @type {Readonly<Record<SideName, string>>} */
const SIDE_NAMES = Object.freeze({a: 'Before', b: 'After'});

/** @type {readonly {value: Side['kind'], label: string}[]} */
const KINDS = Object.freeze([
  {value: 'version', label: 'Version'}, {value: 'days', label: 'Days'},
  {value: 'segment', label: 'Learners'},
]);

/**
 * @param {SideDraft} draft
 * @return {Side} which may be invalid.
 */
function sideOf({kind, version, from, to, segment}) {
  if (kind === 'segment') return {kind, segment};
  return kind === 'version' ? {kind, version} : {kind, from, to};
}

/**
 * @param {Sides} sides
 * @return {string}
 */
function keyOf({a, b}) {
  return [formatSide(a), formatSide(b)].join();
}

export class CompareForm {
  /**
   * @param {(sides: Sides) => void} onCompare
   * @param {() => void} redraw
   */
  constructor(onCompare, redraw) {
    this.onCompare = onCompare;
    this.redraw = redraw;
    this.key = '';
    /** @type {Record<SideName, SideDraft>|null} */
    this.drafts = null;
  }

  /**
   * @param {Sides} sides
   * @param {Surroundings} surroundings
   * @param {VersionInfo[]} versions newest first.
   * @return {Template}
   */
  view(sides, surroundings, versions) {
    const drafts = this.draftsFor(sides, surroundings);
    const swap = () => {
      [drafts.a, drafts.b] = [drafts.b, drafts.a];
      this.submit(drafts);
    };
    const shown = keyOf(sides);
    return html`<form class="compare-form" aria-label="What to compare"
      novalidate @submit=${onSubmit(() => this.submit(drafts))}>
      ${this.sideFields('a', drafts.a, versions, surroundings)}
      ${this.sideFields('b', drafts.b, versions, surroundings)}
      <div class="compare-buttons">
        <button type="submit" class="btn btn-sm btn-primary">Compare</button>
        ${textButton('Swap', swap)}
      </div>
      <div class="compare-presets">${presetsOf(surroundings).map((preset) =>
    html`<button type="button" class="btn btn-sm btn-link p-0"
        aria-pressed=${keyOf(preset.sides) === shown}
        @click=${() => this.onCompare(preset.sides)}>${
  preset.name}</button>`)}</div>
    </form>`;
  }

  /**
   * Keeps what the reader is about to choose, unless the address or the
   * choices have changed.
   *
   * @param {Sides} sides
   * @param {Surroundings} surroundings
   * @return {Record<SideName, SideDraft>}
   */
  draftsFor(sides, surroundings) {
    const key = JSON.stringify([sides, surroundings]);
    if (this.drafts && key === this.key) return this.drafts;
    this.key = key;
    const version = Math.max(...surroundings.versions);
    const days = presetsOf(surroundings).find(
      ({sides: {b}}) => b.kind === 'days')?.sides;
    const segment = surroundings.segments[0]?.segment ?? '';
    const draftOf = (
      /** @type {SideName} */ name, /** @type {string|null} */ problem) =>
      /** @type {SideDraft} */ ({
        version, segment, ...days?.[name], ...sides[name],
        problem: problem ?? '',
      });
    this.drafts = {
      a: draftOf('a', null), b: draftOf('b', overlapProblem(sides)),
    };
    return this.drafts;
  }

  /**
   * @param {SideName} name
   * @param {SideDraft} draft
   * @param {VersionInfo[]} versions
   * @param {Surroundings} surroundings
   * @return {Template}
   */
  sideFields(name, draft, versions, {segments}) {
    const id = `compare-${name}`;
    const latest = Math.max(...versions.map(({version}) => version));
    const {kind} = draft;
    const groups = segmentOptions(segments, draft.segment || null);
    const kinds = KINDS.filter(
      ({value}) => value !== 'segment' || groups.length > 0);
    const invalid = draft.problem ? 'true' : nothing;
    const set = (/** @type {Partial<SideDraft>} */ changes) => {
      Object.assign(draft, changes);
      this.redraw();
    };
    const select = (/** @type {string} */ key, /** @type {string} */ label,
      /** @type {Parameters<typeof optionList>} */ [options, chosen],
      /** @type {(value: string) => void} */ take) => html`<select
      id="${id}-${key}" class="form-select form-select-sm" aria-label=${label}
      aria-invalid=${invalid} ?hidden=${key !== 'kind' && key !== kind}
      @change=${onValue(take)}>${optionList(options, chosen)}</select>`;
    const dayField = (/** @type {'from'|'to'} */ key,
      /** @type {string} */ label) => html`<input type="date"
      id="${id}-${key}" class="form-control form-control-sm"
      aria-label=${label} aria-describedby="${id}-problem"
      aria-invalid=${invalid} .value=${live(draft[key])}
      @input=${onValue((day) => set({[key]: day}))}>`;
    return html`<fieldset class="compare-side">
      <legend>${SIDE_NAMES[name]}</legend>
      <div class="compare-fields d-grid gap-2">
        ${select('kind', 'What to compare', [kinds, kind], (value) => set({
    kind: /** @type {Side['kind']} */ (value), problem: '',
  }))}
        ${select('version', 'Version', [versions.map((info) => ({
    value: info.version, label: versionChoice(info, latest),
  })), draft.version], (value) => set({version: Number(value)}))}
        ${select('segment', 'Learners', [groups, draft.segment],
    (segment) => set({segment}))}
        <div class="compare-days" ?hidden=${kind !== 'days'}>
          ${dayField('from', 'First day')}<span>to</span
          >${dayField('to', 'Last day')}
        </div>
      </div>
      <p id="${id}-problem" class="form-failure" role="alert">${
  draft.problem}</p>
    </fieldset>`;
  }

  /** @param {Record<SideName, SideDraft>} drafts */
  submit(drafts) {
    const sides = {a: sideOf(drafts.a), b: sideOf(drafts.b)};
    for (const name of /** @type {SideName[]} */ (['a', 'b'])) {
      drafts[name].problem = problemOf(sides[name]) ?? '';
    }
    const invalid = drafts.a.problem ? 'a' : drafts.b.problem ? 'b' : null;
    const overlap = invalid ? null : overlapProblem(sides);
    if (overlap) drafts.b.problem = overlap;
    this.redraw();
    if (invalid) focusSide(invalid, drafts[invalid]);
    else if (!overlap) this.onCompare(sides);
  }

  /**
   * Shows why the server refused a side beside its fields.
   *
   * @param {string|null} path such as "a" or "b".
   * @param {string} message
   * @return {boolean} whether there is such a field.
   */
  refuse(path, message) {
    const name = path?.split(/[.[]/).pop();
    if (!this.drafts || (name !== 'a' && name !== 'b')) return false;
    this.drafts[name].problem = message;
    return true;
  }
}

/**
 * @param {SideName} name
 * @param {SideDraft} draft
 */
function focusSide(name, {kind}) {
  const field = kind === 'days' ? 'from' : kind;
  document.getElementById(`compare-${name}-${field}`)?.focus();
}
