/**
 * Plays that are left out of the figures: a line with their number, and at the
 * end of the tab the panel that lists and changes them.
 */

import {html, nothing} from 'lit-html';

import {withState} from '../../lib/with_state.js';
import {leftOutText} from '../domain/exclusions.js';
import {linkClickListener} from '../lib/dom.js';
import {openedPart} from '../lib/folded_part.js';
import {lazily, LazyModule} from '../lib/lazy_part.js';

/** @import {TemplateResult as Template} from 'lit-html' */
/** @import {CreatorApi} from '../api.js' */
/** @import {PageData} from '../domain/page_data.js' */

const panel = new LazyModule(() => import('./exclusions_panel.js'));

/**
 * @param {PageData} data
 * @return {Template|typeof nothing}
 */
export function exclusionsLine({answer}) {
  const text = leftOutText(answer);
  return text ? html`<p class="left-out-line"><span>${text}</span> <a
    href="#left-out" @click=${linkClickListener(openDetails)}>See which, and
    why</a></p>` : nothing;
}

function openDetails() {
  const details = document.querySelector('details#left-out');
  if (!(details instanceof HTMLDetailsElement)) return;
  details.open = true;
  details.scrollIntoView();
  details.querySelector('summary')?.focus({preventScroll: true});
}

/**
 * @param {PageData} data
 * @param {CreatorApi} api
 * @param {() => void} onChange called after exclusions changed.
 * @return {unknown}
 */
export function exclusionsDetails(data, api, onChange) {
  if (!leftOutText(data.answer) && !data.answer.may_leave_out) return nothing;
  return openedPart('Leave out plays', () =>
    html`<div class="left-out pt-2">${lazily(panel, ({ExclusionsPanel}) =>
      withState((redraw) => new ExclusionsPanel(api, onChange, redraw),
        (exclusions) => exclusions.view(data)))}</div>`,
  {id: 'left-out', classes: 'glossary'});
}
