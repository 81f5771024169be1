/**
 * @file Plays as learners whose browsers suffer mishaps, until enough events
 * are recorded. Run by learners.py: options as JSON in the first argument, one
 * JSON object per line on stdout.
 */

import {Learner} from '../simulator/learner.js';
import {NetworkLog} from '../simulator/network.js';
import {Random} from '../simulator/random.js';
import {fetchInit} from '../simulator/simulation.js';
import {SessionTally, Tally} from '../simulator/tally.js';
import {loadPatiently, playUntilDone} from '../simulator/visits.js';
import {FaultyBrowser} from './faulty_browser.js';
import {FaultyPlay} from './faulty_play.js';

/** @import {Init} from '../simulator/play.js' */

/**
 * @typedef {object} Options
 * @property {string} url
 * @property {string} exp_id
 * @property {string} seed
 * @property {number} events the minimum number of events
 * @property {number} at_once the number of concurrent learners
 */

/** Maximum reloads of a page, for about ten minutes: until servers have
 * restarted and the lesson is public again. */
const MAX_RELOADS = 2400;

/** Never gives up: killed servers fail often, but restart. */
class PatientLog extends NetworkLog {
  get isHopeless() {
    return false;
  }
}

/** @param {unknown} message */
function say(message) {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

class Learners {
  /** @param {Options} options */
  constructor(options) {
    this._options = options;
    this._random = new Random(options.seed);
    this._log = new PatientLog();
    this._numEvents = 0;
    this._next = 0;
    /** @type {Record<string, number>} */
    this._mishaps = {};
  }

  async run() {
    const {at_once: atOnce, events} = this._options;
    const work = async () => {
      while (this._numEvents < events) {
        await this._simulateLearner(this._next++);
      }
    };
    await Promise.all(Array.from({length: atOnce}, work));
    say({
      kind: 'end',
      learners: this._next,
      mishaps: this._mishaps,
      requests: this._log.numRequests,
      failed_requests: this._log.numFailed,
      refused_requests: this._log.numRefused,
      unanswered_requests: this._log.numUnanswered,
      last_problem: this._log.lastProblem,
    });
  }

  /** @param {number} index */
  async _simulateLearner(index) {
    const random = this._random.fork(`learner ${index}`);
    const browser = new FaultyBrowser({
      baseUrl: this._options.url, log: this._log,
      random: random.fork('network'), startMsecs: Date.now(),
    });
    const learner = new Learner(random.fork('learner'));
    /** @type {{token: string, tally: Tally}[]} */
    const sessions = [];
    await playUntilDone({learner, browser, random}, async () => {
      const init = await this._load();
      const tally = new Tally(init.exp_id, init.exp_version);
      sessions.push({token: init.session_id, tally});
      return this._play(init, browser, learner, tally);
    });
    browser.network.isOffline = false;
    const undelivered = await browser.deliverEverything();
    this._report(browser, sessions, undelivered);
  }

  /**
   * @param {Init} init
   * @param {FaultyBrowser} browser
   * @param {Learner} learner
   * @param {Tally} tally
   */
  _play(init, browser, learner, tally) {
    return new FaultyPlay({
      init, browser, learner,
      tally: new SessionTally(tally),
      goOn: token => this._load(token),
      onMishap: mishap => {
        this._mishaps[mishap] = (this._mishaps[mishap] ?? 0) + 1;
      },
    }).run();
  }

  /**
   * @param {FaultyBrowser} browser
   * @param {{token: string, tally: Tally}[]} sessions
   * @param {number} undelivered
   */
  _report({storage}, sessions, undelivered) {
    /** @type {Map<string, string[]>} */
    const idsOf = new Map(sessions.map(({token}) => [token, []]));
    storage.events.forEach((token, id) => idsOf.get(token)?.push(id));
    this._numEvents += storage.events.size;
    say({
      kind: 'learner',
      undelivered,
      sessions: sessions.map(({token, tally}) => ({
        is_whole: !storage.destroyed.has(token),
        event_ids: idsOf.get(token),
        ...tally.toJson(),
      })),
    });
  }

  /**
   * @param {string} [token] of the session to resume
   * @returns {Promise<Init>}
   */
  _load(token) {
    const {url, exp_id: expId} = this._options;
    return loadPatiently(
      () => fetchInit(fetch, url, expId, {token}), MAX_RELOADS);
  }
}

await new Learners(JSON.parse(process.argv[2])).run();
