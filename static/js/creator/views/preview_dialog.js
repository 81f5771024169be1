/**
 * Plays an exploration that is not saved. Nothing is counted: the reporting
 * service reports only sessions that the server has begun.
 */

import {html, render} from 'lit-html';

import {getJson} from '../../lib/http.js';
import {loadInteractions} from '../../interactions/registry.js';
import {loadQuestions} from '../../interactions/views/registry.js';
import {PlayerSession} from '../../player/services/player_session.js';
import {StatsReportingService}
  from '../../player/services/stats_reporting_service.js';
import {PlayerView} from '../../player/views/player_view.js';
import {textButton} from '../lib/buttons.js';
import {namedOptions, selectField} from '../lib/fields.js';

/** @import {Exploration} from '../../domain/wire_types.js' */

/**
 * @param {string} expId
 * @param {Exploration} exploration
 * @return {Promise<void>} when the dialog is open.
 */
export async function openPreview(expId, exploration) {
  const ids = Object.values(exploration.states).map(
    ({interaction}) => interaction.id);
  await Promise.all([loadInteractions(ids), loadQuestions(ids)]);
  new PreviewDialog(expId, exploration).open();
}

class PreviewDialog {
  /**
   * @param {string} expId
   * @param {Exploration} exploration
   */
  constructor(expId, exploration) {
    this.expId = expId;
    this.exploration = exploration;
    this.firstCard = exploration.init_state_name;
    this.dialog = document.createElement('dialog');
    this.dialog.className = 'preview';
    this.dialog.setAttribute('aria-labelledby', 'preview-heading');
    const close = () => this.dialog.close();
    window.addEventListener('hashchange', close, {once: true});
    this.dialog.addEventListener('close', () => {
      window.removeEventListener('hashchange', close);
      this.dialog.remove();
    });
    this.dialog.addEventListener('click', (event) => this.follow(event));
  }

  open() {
    document.body.append(this.dialog);
    this.start();
    this.dialog.showModal();
  }

  /** Starts again. */
  start() {
    const exploration = {...this.exploration, init_state_name: this.firstCard};
    const session = new PlayerSession({
      exploration, statsReportingService: silentReporting(),
    });
    this.view = new PlayerView({
      init: {
        exp_id: this.expId, exp_version: 0, session_id: '', can_edit: true,
        exploration, reporting: {
          is_counted: false, not_counted_reason: 'preview',
          max_request_bytes: 0, max_events_per_batch: 0,
          flush_interval_msecs: 0,
        },
      },
      session, parents: [], minutes: null, isPlayed: () => false,
      isReporting: false, getJson,
      goToRefresher: (expId) => open(`/explore/${expId}`, '_blank'),
      redraw: () => this.draw(),
    });
    this.view.begin();
    this.draw();
  }

  draw() {
    render(html`<header
        class="preview-head d-flex flex-wrap align-items-center gap-2 mb-3">
        <h2 id="preview-heading" class="fs-5 m-0">Preview of your text</h2>
        ${selectField({
    id: 'preview-card', label: 'From card', chosen: this.firstCard,
    options: namedOptions(Object.keys(this.exploration.states)),
    onChoose: (card) => {
      this.firstCard = card;
      this.start();
    },
  })}
        ${textButton('Start again', () => this.start())}
        ${textButton('Close', () => this.dialog.close(),
    {kind: 'btn-sm btn-primary'})}
      </header>
      <div class="player preview-player">${this.view?.template()}</div>`,
    this.dialog);
  }

  /**
   * Opens links in a new window, as the text is not saved.
   *
   * @param {MouseEvent} event
   */
  follow(event) {
    const link = /** @type {Element} */ (event.target).closest('a[href]');
    if (!link) return;
    event.preventDefault();
    const href = link.getAttribute('href') ?? '';
    if (href === `/explore/${encodeURIComponent(this.expId)}`) this.start();
    else open(href, '_blank', 'noopener');
  }
}

/** @return {StatsReportingService} without a session, so it reports nothing. */
function silentReporting() {
  return new StatsReportingService({
    outbox: /** @type {any} */ (null), now: () => Date.now(), newId: () => '',
    warn: () => {},
  });
}
