/**
 * @file A play in a browser with mishaps: reloads, crashes, a second tab, no
 * network, a wrong clock, lost storage.
 */

import {SavedPlays, PlaySaver} from
  '../../static/js/player/services/saved_plays.js';
import {Play} from '../simulator/play.js';

/** @import {SavedPlay} from '../../static/js/player/services/saved_play.js' */
/**
 * @import {
 *   StatsReportingService
 * } from '../../static/js/player/services/stats_reporting_service.js'
 */
/** @import {Init} from '../simulator/play.js' */
/** @import {FaultyBrowser} from './faulty_browser.js' */

/** Median milliseconds until a learner returns to the lesson. */
const MEDIAN_ABSENCE_MSECS = 20 * 60_000;

/** Median milliseconds without network. */
const MEDIAN_OFFLINE_MSECS = 90_000;

/** The largest error of a clock in milliseconds: too small for plays and
 * reports to expire, which the proof does not cover. */
const MAX_SKEW_MSECS = 20 * 3_600_000;

/** The probability of each mishap before a decision of the learner. */
const MISHAPS = /** @type {const} */ ({
  reload: 0.02,
  crash: 0.012,
  another_tab: 0.006,
  offline: 0.02,
  clock_change: 0.01,
  storage_cleared: 0.008,
  storage_lost: 0.0015,
  late_writes_lost: 0.0015,
});

/** @typedef {keyof typeof MISHAPS} Mishap */

/**
 * @param {SavedPlays} plays
 * @param {object} of
 * @param {Init} of.init
 * @param {StatsReportingService} of.reporting of the page
 * @param {number} of.owner the number of the page
 * @param {number} of.now the time when the play began
 * @returns {PlaySaver}
 */
function saverOf(plays, {init, reporting, owner, now}) {
  const {exp_id, exp_version, session_id, exploration} = init;
  return new PlaySaver(plays, {
    owner: `page ${owner}`, exp_id, exp_version, session_id,
    began_at_msecs: now,
    is_reported: init.reporting.is_counted,
    num_cards: Object.keys(exploration.states).length,
  }, () => reporting.progress);
}

export class FaultyPlay extends Play {
  /**
   * @param {Omit<ConstructorParameters<typeof Play>[0], 'browser'> & {
   *   browser: FaultyBrowser,
   *   goOn: (token: string) => Promise<Init>,
   *   onMishap: (mishap: Mishap) => void,
   * }} parts `goOn` loads the exploration and progress of a session by its
   *     token
   */
  constructor({goOn, onMishap, ...parts}) {
    const {browser} = parts;
    const plays = new SavedPlays({
      getLocalStorage: () => browser.storage, now: browser.now,
    });
    super({
      ...parts,
      makeSaver: (init, reporting) =>
        saverOf(plays, {init, reporting, owner: 0, now: browser.now()}),
    });
    this._plays = plays;
    this._faultyBrowser = browser;
    this._goOn = goOn;
    this._onMishap = onMishap;
    this._mishaps = browser.random.fork('mishaps');
    /** Earlier tabs with the play, which are still open. */
    this._otherPages = /** @type {(typeof this._page)[]} */ ([]);
    this._numResumed = 0;
    this._before = browser.storage.snapshot();
  }

  /** @returns {Promise<boolean>} */
  async _isBrokenOff() {
    const mishap = this._pickMishap();
    const before = this._before;
    this._before = this._faultyBrowser.storage.snapshot();
    if (mishap === null) {
      return false;
    }
    this._onMishap(mishap);
    return this._suffer(mishap, before);
  }

  /** @returns {Mishap | null} */
  _pickMishap() {
    let rest = this._mishaps.next();
    for (const [mishap, share] of Object.entries(MISHAPS)) {
      rest -= share;
      if (rest < 0) {
        return /** @type {Mishap} */ (mishap);
      }
    }
    return null;
  }

  /**
   * @param {Mishap} mishap
   * @param {Map<string, string>} before the storage one decision ago
   * @returns {Promise<boolean>} whether the play cannot go on
   */
  async _suffer(mishap, before) {
    const {storage} = this._faultyBrowser;
    switch (mishap) {
      case 'reload':
        this._hide();
        this._endPages();
        return !await this._resume();
      case 'crash':
        this._endPages();
        return !await this._resume();
      case 'another_tab':
        this._hide();
        this._otherPages.push(this._page);
        return !await this._resume();
      case 'storage_lost':
        this._endPages();
        storage.clear();
        return !await this._resume();
      case 'late_writes_lost':
        this._endPages();
        storage.goBackTo(before, this._init.session_id);
        return !await this._resume();
      case 'storage_cleared':
        // Other tabs would still remember the play.
        if (this._otherPages.length === 0) {
          storage.clearUnderPage();
        }
        return false;
      case 'clock_change':
        this._faultyBrowser.skewMsecs =
          (2 * this._mishaps.next() - 1) * MAX_SKEW_MSECS;
        return false;
      case 'offline':
        this._goOffline();
        return false;
    }
  }

  _goOffline() {
    const {network} = this._faultyBrowser;
    network.isOffline = true;
    this._clock.setTimeout(() => {
      network.isOffline = false;
      this._page.fire('online');
    }, this._mishaps.logNormal(MEDIAN_OFFLINE_MSECS, 1));
  }

  /** All tabs end without an event. */
  _endPages() {
    [...this._otherPages, this._page].forEach(page => page.crash());
    this._otherPages = [];
    this._faultyBrowser.storage.pagesEnd();
  }

  /** @returns {Promise<boolean>} whether the play was resumed */
  async _resume() {
    await this._clock.advance(
      this._mishaps.logNormal(MEDIAN_ABSENCE_MSECS, 1.5));
    const savedPlay = this._plays.toGoOnWith(this._init.exp_id);
    if (savedPlay === null || savedPlay.session_id !== this._init.session_id) {
      return false;
    }
    const init = await this._goOn(savedPlay.session_id);
    this._reopen(init, savedPlay.progress, (_, reporting) =>
      saverOf(this._plays, {
        init, reporting, owner: ++this._numResumed,
        now: savedPlay.began_at_msecs,
      }));
    const awaySecs = (this._browser.now() - savedPlay.saved_at_msecs) / 1000;
    this._session.resume(
      /** @type {NonNullable<SavedPlay['play']>} */ (savedPlay.play), awaySecs,
      init.reported?.states);
    if (this._session.phase === 'feedback') {
      this._proceed();
    } else {
      this._enter(this._session.currentCard);
    }
    return true;
  }

  _end() {
    super._end();
    this._endPages();
  }
}
