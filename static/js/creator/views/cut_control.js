/** Chooses the part of the plays that the page shows. */

import {html, nothing} from 'lit-html';

import {dayName, dayNumber, dayOf} from '../domain/day_series.js';
import {ownDays, RANGES, segmentOptions} from '../domain/cut.js';
import {optionList, valueOf} from '../lib/fields.js';

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
  return html`<label for="stats-range" class="visually-hidden">Days</label>
    <select id="stats-range" class="form-select form-select-sm w-auto"
      @change=${(/** @type {Event} */ event) => onChange(valueOf(event))}>${
  optionList(ranges, chosen)}</select>`;
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
    ${groups.length === 0 ? nothing : html`
      <label for="stats-segment" class="visually-hidden">Learners</label>
      <select id="stats-segment" class="form-select form-select-sm w-auto"
        @change=${(/** @type {Event} */ event) =>
    onChange({segment: valueOf(event) || null})}>
        ${optionList([{value: '', label: 'All learners'}], segment ?? '')}
        ${groups.map(({label, options}) => html`<optgroup label=${label}>${
    optionList(options, segment)}</optgroup>`)}
      </select>`}
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
  return html`<label for="stats-from" class="visually-hidden">From</label>
    <input type="date" id="stats-from"
      class="form-control form-control-sm w-auto"
      .value=${from} max="9999-12-31" @change=${
  (/** @type {Event} */ event) => change(valueOf(event), to)}>
    <label for="stats-to" class="visually-hidden">To</label>
    <input type="date" id="stats-to"
      class="form-control form-control-sm w-auto"
      .value=${to} max="9999-12-31" @change=${
  (/** @type {Event} */ event) => change(from, valueOf(event))}>`;
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
