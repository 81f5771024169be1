/** Chooses the part of the plays that the page shows. */

import {html, nothing} from 'lit-html';

import {dayName, dayNumber, dayOf} from '../domain/day_series.js';
import {ownDays, RANGES, segmentOptions} from '../domain/cut.js';
import {onValue, selectField} from '../lib/fields.js';

/** @import {TemplateResult as Template} from 'lit-html' */
/** @import {PageData} from '../domain/page_data.js' */
/** @import {ViewState} from '../domain/view_state.js' */

/** @typedef {Pick<ViewState, 'range'|'segment'>} Cut */

const OWN = 'own';

/** Days of the range that is offered first. */
const FIRST_OWN_DAYS = 14;

/**
 * @param {typeof RANGES} ranges
 * @param {string} chosen
 * @param {(range: string) => void} onChange
 * @return {Template}
 */
export function rangeSelect(ranges, chosen, onChange) {
  return selectField({
    id: 'stats-range', label: 'Days', options: ranges, chosen,
    onChoose: onChange, classes: 'form-select-sm w-auto',
    labelClasses: 'visually-hidden',
  });
}

/**
 * @param {PageData} data
 * @param {Cut} state
 * @param {(change: Partial<Cut>) => void} onChange
 * @return {Template}
 */
export function cutControl(data, {range, segment}, onChange) {
  const groups = segmentOptions(data.processed?.segments ?? [], segment);
  const own = ownDays(range);
  return html`<div class="d-flex flex-wrap gap-2">
    ${rangeSelect([...RANGES, {value: OWN, label: 'From … to …'}],
    own ? OWN : range, (chosen) => onChange(
      {range: chosen === OWN ? firstOwnRange(data) : chosen}))}
    ${own ? ownFields(own, onChange) : nothing}
    ${groups.length === 0 ? nothing : selectField({
    id: 'stats-segment', label: 'Learners',
    options: [{value: '', label: 'All learners'}, ...groups],
    chosen: segment ?? '', classes: 'form-select-sm w-auto',
    labelClasses: 'visually-hidden',
    onChoose: (value) => onChange({segment: value || null}),
  })}
  </div>`;
}

/**
 * @param {{from: string, to: string}} days
 * @param {(change: Partial<Cut>) => void} onChange
 * @return {Template} a day that is typed only in part changes nothing.
 */
function ownFields({from, to}, onChange) {
  const change = (/** @type {string} */ first, /** @type {string} */ last) => {
    if (!first || !last) return;
    const isOrdered = first <= last;
    onChange({
      range: isOrdered ? `${first}..${last}` : `${last}..${first}`,
    });
  };
  const field = (/** @type {string} */ id, /** @type {string} */ label,
    /** @type {string} */ day, /** @type {(day: string) => void} */ take) =>
    html`<label for=${id} class="visually-hidden">${label}</label>
      <input type="date" id=${id} class="form-control form-control-sm w-auto"
        .value=${day} max="9999-12-31" @change=${onValue(take)}>`;
  return html`${field('stats-from', 'From', from, (day) => change(day, to))}
    ${field('stats-to', 'To', to, (day) => change(from, day))}`;
}

/**
 * @param {PageData} data
 * @return {string}
 */
function firstOwnRange({answer, processed}) {
  const today =
    dayOf(answer.generated_at_msecs, processed?.time_zone ?? 'UTC');
  return `${dayName(dayNumber(today) - FIRST_OWN_DAYS + 1)}..${today}`;
}
