/** A rate and its 95 % interval as a line. */

import {html, nothing} from 'lit-html';

/** @import {Rate} from '../domain/wilson.js' */

/**
 * @param {number} share
 * @return {string}
 */
function percent(share) {
  return `${(share * 100).toFixed(1)}%`;
}

/** @param {Rate} rate drawn only where there are enough. */
export function rateTrack({share, interval, isEnough}) {
  if (!isEnough || !interval) return nothing;
  const {low, high} = interval;
  return html`<span class="rate-track" aria-hidden="true"><span
    class="rate-range" .style="left: ${percent(low)}; width: ${
  percent(high - low)}"></span><span class="rate-point" .style="left: ${
  percent(share ?? 0)}"></span></span>`;
}
