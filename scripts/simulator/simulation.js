/** @file All learners of one simulation. */

import {loadInteractions} from '../../static/js/interactions/registry.js';
import {Browser, LOCKS_OF_OTHERS} from './browser.js';
import {arrivalMsecs} from './calendar.js';
import {Learner} from './learner.js';
import {Network, NetworkLog} from './network.js';
import {Play} from './play.js';
import {Random} from './random.js';
import {SessionTally, Tally} from './tally.js';
import {loadPatiently, playUntilDone} from './visits.js';

/** @import {State} from '../../static/js/domain/wire_types.js' */

/** @typedef {import('./play.js').Init} Init */

/**
 * @typedef {object} Options
 * @property {string} url
 * @property {string[]} exp_ids
 * @property {number} learners
 * @property {string} seed
 * @property {number} fault_rate share of reporting requests with a fault
 * @property {number} [first_learner] the number of the first one; 0 by default
 * @property {string[]} [classes] the classes of some learners
 * @property {[number, number]} [between_msecs] the range of arrival times, in
 *   the past; by default all learners arrive now
 */

/** Concurrent learners. */
const NUM_AT_ONCE = 8;

/** Maximum reloads of a page, for about a minute. */
const MAX_RELOADS = 240;

/** The simulation failed; the message is one line for the user. */
export class SimulationError extends Error {}

/**
 * @param {typeof globalThis.fetch} realFetch
 * @param {string} baseUrl
 * @param {string} expId
 * @param {object} [options]
 * @param {string} [options.token] of a session to resume
 * @param {string | null} [options.className] that the learner's link names
 * @returns {Promise<Init>}
 * @throws {SimulationError}
 */
export async function fetchInit(
  realFetch, baseUrl, expId, {token, className = null} = {}) {
  const query = className === null ? '' :
    `?class=${encodeURIComponent(className)}`;
  const url =
    `${baseUrl}/explorehandler/init/${encodeURIComponent(expId)}${query}`;
  const request = token === undefined ? {} : {
    method: 'POST', body: JSON.stringify({session_id: token}),
    headers: {'Content-Type': 'application/json'},
  };
  const load = () => realFetch(url, request);
  // Retries once, as browsers do: the server may have closed the connection.
  const answer = await load().catch(load).catch(error => {
    throw new SimulationError(
      `No server answers at ${baseUrl} (${reasonOf(error)}).`);
  });
  if (answer.status === 404) {
    throw new SimulationError(`There is no exploration "${expId}".`);
  }
  if (answer.status === 403) {
    throw new SimulationError(`Guests may not play "${expId}".`);
  }
  if (answer.status !== 200) {
    throw new SimulationError(`${url} answered ${answer.status}.`);
  }
  const init = await answer.json().catch(() => {
    throw new SimulationError(`${url} did not answer with JSON.`);
  });
  /** @type {State[]} */
  const states = Object.values(init.exploration?.states ?? {});
  await loadInteractions(states.map(({interaction}) => interaction.id));
  return init;
}

/**
 * @param {any} error of fetch
 * @returns {string}
 */
function reasonOf(error) {
  return error.cause?.code ?? error.cause?.message ?? error.message;
}

export class Simulation {
  /**
   * @param {Options} options
   * @param {(numDone: number) => void} onProgress
   * @param {typeof globalThis.fetch} [realFetch]
   */
  constructor(options, onProgress, realFetch = fetch) {
    this._options = options;
    this._fetch = realFetch;
    this._onProgress = onProgress;
    this._random = new Random(options.seed);
    this._first = options.first_learner ?? 0;
    this._log = new NetworkLog();
    /** @type {Map<string, Tally>} */
    this._tallies = new Map();
    this._numDone = 0;
    this._numUndelivered = 0;
    this._numSessions = 0;
    this._endings = {completed: 0, left: 0, left_for_refresher: 0};
  }

  /** @returns {Promise<Record<string, unknown>>} the actions of learners */
  async run() {
    const {exp_ids: expIds, learners, url} = this._options;
    for (const expId of expIds) {
      const init = await fetchInit(this._fetch, url, expId);
      if (!init.reporting.is_counted) {
        throw new SimulationError(`Plays of "${expId}" are not counted.`);
      }
      this._tallyOf(init);
    }
    let next = 0;
    const work = async () => {
      while (next < learners && !this._log.isHopeless) {
        await this._simulateLearner(this._first + next++);
        this._onProgress(++this._numDone);
      }
    };
    await Promise.all(Array.from({length: NUM_AT_ONCE}, work));
    if (this._log.isHopeless) {
      throw new SimulationError(
        `The server does not recover: ${this._log.lastProblem}.`);
    }
    return this._result();
  }

  /** @param {number} index */
  async _simulateLearner(index) {
    const {url, exp_ids: expIds, fault_rate: faultRate} = this._options;
    const random = this._random.fork(`learner ${index}`);
    const fetchThen = this._fetchAt(() => browser.now());
    /** @type {Browser} */
    const browser = new Browser({
      network: new Network({
        baseUrl: url, faultRate, random: random.fork('network'),
        log: this._log, realFetch: fetchThen,
      }),
      random: random.fork('browser'),
      startMsecs: this._arrivalMsecs(random),
      // One request for many events, so that weeks take only a minute.
      locks: this._options.between_msecs ? LOCKS_OF_OTHERS : null,
    });
    const learner = new Learner(random.fork('learner'));
    const expId = random.pick(expIds);
    const className = random.fork('class').pick(
      [null, ...this._options.classes ?? []]);
    const loadInit = () => fetchInit(fetchThen, url, expId, {className});
    const untilMsecs = this._options.between_msecs?.[1];
    await playUntilDone({learner, browser, random, untilMsecs},
      () => this._simulateSession(browser, learner, loadInit));
    this._numUndelivered += await browser.deliverEverything();
  }

  /**
   * @param {Random} random
   * @returns {number} the arrival time of a learner
   */
  _arrivalMsecs(random) {
    const {between_msecs: between} = this._options;
    return between ?
      arrivalMsecs(random.fork('arrival'), ...between) : Date.now();
  }

  /**
   * Adds the simulated time to requests, for a development server.
   *
   * @param {() => number} now
   * @returns {typeof globalThis.fetch}
   */
  _fetchAt(now) {
    if (!this._options.between_msecs) {
      return this._fetch;
    }
    return (url, request) => this._fetch(url, {
      ...request,
      headers: {
        ...request?.headers,
        'X-Simulated-Time': String(Math.floor(Math.min(now(), Date.now()))),
      },
    });
  }

  /**
   * @param {Browser} browser
   * @param {Learner} learner
   * @param {() => Promise<Init>} loadInit
   * @returns {Promise<import('./play.js').Ending>}
   */
  async _simulateSession(browser, learner, loadInit) {
    const init = await loadPatiently(loadInit, MAX_RELOADS);
    const tally = new SessionTally(this._tallyOf(init));
    const ending = await new Play({init, browser, learner, tally}).run();
    this._numSessions += 1;
    this._endings[ending] += 1;
    return ending;
  }

  /**
   * @param {Init} init
   * @returns {Tally}
   */
  _tallyOf({exp_id: expId, exp_version: expVersion}) {
    const key = `${expId}.${expVersion}`;
    const tally = this._tallies.get(key) ?? new Tally(expId, expVersion);
    this._tallies.set(key, tally);
    return tally;
  }

  /** @returns {Record<string, unknown>} */
  _result() {
    const {url, learners, seed, fault_rate: faultRate} = this._options;
    return {
      url, learners, seed, fault_rate: faultRate,
      sessions: this._numSessions,
      endings: this._endings,
      explorations: [...this._tallies.values()].map(tally => tally.toJson()),
      requests: this._log.numRequests,
      faults: this._log.faults,
      refused_requests: this._log.numRefused,
      failed_requests: this._log.numFailed,
      unanswered_requests: this._log.numUnanswered,
      undelivered: this._numUndelivered,
      last_problem: this._log.lastProblem,
    };
  }
}
