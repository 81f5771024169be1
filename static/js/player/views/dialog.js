/** Questions in a dialog, after which the focus returns to where it was. */

import {html, render} from 'lit-html';
import {fetchSummaries} from '../services/exploration_summaries.js';

let numDialogs = 0;

/**
 * The focus begins on the button that changes nothing, as a learner who is
 * still typing may press Enter.
 *
 * @param {{
 *   title: string,
 *   text: string,
 *   confirmLabel: string,
 *   cancelLabel: string,
 * }} question
 * @returns {Promise<boolean>} Whether the learner agreed. Escape is a no.
 */
export function askInDialog({title, text, confirmLabel, cancelLabel}) {
  const id = `dialog-${++numDialogs}`;
  const container = document.createElement('div');
  document.body.append(container);
  return new Promise((resolve) => {
    /** @param {{currentTarget: HTMLDialogElement}} event */
    const onClose = ({currentTarget}) => {
      container.remove();
      resolve(currentTarget.returnValue === 'yes');
    };
    render(html`
      <dialog class="player-dialog" aria-labelledby=${id}
        aria-describedby="${id}-text" @close=${onClose}>
        <h2 id=${id} class="fs-5">${title}</h2>
        <p id="${id}-text">${text}</p>
        <form class="player-actions" method="dialog">
          <button class="btn btn-primary player-button" value="yes"
            >${confirmLabel}</button>
          <button class="btn btn-outline-secondary player-button" value=""
            autofocus>${cancelLabel}</button>
        </form>
      </dialog>`, container);
    container.querySelector('dialog')?.showModal();
  });
}

/**
 * Offers a lesson that teaches what the learner lacks.
 *
 * @param {string} expId
 * @param {{
 *   getJson: import('../services/exploration_loader.js').GetJson,
 *   isStillWanted: () => boolean,
 * }} options `isStillWanted` is called when the title has arrived; the learner
 *     may have answered in the meantime.
 * @returns {Promise<boolean>} Whether the learner wants to go there now.
 */
export async function offerRefresher(expId, {getJson, isStillWanted}) {
  const [summary] = await fetchSummaries([expId], getJson);
  if (!summary || !isStillWanted()) return false;
  return askInDialog({
    title: 'Refresh something first?',
    text: `The lesson “${summary.title}” explains what this question builds ` +
        'on. At its end you can return to this lesson, which starts again.',
    confirmLabel: 'Go to that lesson',
    cancelLabel: 'Stay here',
  });
}
