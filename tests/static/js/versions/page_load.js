/**
 * @file Page loads of the player of some version of this program: its real
 * session, reporting service and outbox, with real requests to real servers.
 *
 * Reads options as JSON, one page load per line, and prints each outcome as a
 * line of JSON. The modules of a version are loaded once, because they
 * keep no state between pages.
 */

import {createInterface} from 'node:readline';
import {pathToFileURL} from 'node:url';

/**
 * @typedef {object} Options
 * @property {string} root the folder of the version
 * @property {string[]} urls of servers, used in turn; offline if empty
 * @property {string | null} exp_id to play; null only delivers reports
 * @property {Record<string, string>} storage of the browser
 * @property {number} now_msecs
 * @property {[string, ...any[]][]} steps
 * @property {'left' | 'crashed'} ends
 */

/** @typedef {{path: string, body: any, status: number, answer: any}} Sent */

/** Real requests, each to the next server; only they take real time. */
class Network {
  /** @param {string[]} urls */
  constructor(urls) {
    this.faultRate = 0;
    this.urls = urls;
    /** @type {Sent[]} */
    this.sent = [];
    this._turn = 0;
    this._numUnderWay = 0;
    this.whenQuiet = this.whenQuiet.bind(this);
  }

  /** @returns {string} */
  nextUrl() {
    if (this.urls.length === 0) {
      throw new TypeError('There is no network.');
    }
    return this.urls[this._turn++ % this.urls.length];
  }

  async whenQuiet() {
    do {
      await new Promise(resolve => setTimeout(resolve, 1));
    } while (this._numUnderWay > 0);
  }

  fetchFor() {
    return async (
      /** @type {string} */ path, /** @type {RequestInit} */ init) => {
      this._numUnderWay += 1;
      try {
        return await this._send(path, init);
      } finally {
        this._numUnderWay -= 1;
      }
    };
  }

  /**
   * @param {string} path
   * @param {RequestInit} init
   */
  async _send(path, {method, headers, body}) {
    const answer = await fetch(this.nextUrl() + path, {method, headers, body});
    const text = await answer.text();
    this.sent.push({
      path, body: JSON.parse(String(body)), status: answer.status,
      answer: JSON.parse(text),
    });
    return {
      status: answer.status, headers: answer.headers, text: async () => text,
    };
  }
}

/**
 * @param {string} root
 * @param {string} module
 * @returns {Promise<any>}
 */
function load(root, module) {
  return import(pathToFileURL(`${root}/static/js/${module}`).href);
}

/**
 * @param {Network} network
 * @param {string | null} expId
 * @returns {Promise<any>} the response of the init route; for null, the data of
 *     a page without an exploration
 */
async function init(network, expId) {
  if (expId === null) {
    return {
      exp_id: '', exp_version: 1, session_id: '',
      reporting: {is_counted: false},
    };
  }
  const url = `${network.nextUrl()}/explorehandler/init/${expId}`;
  return (await fetch(url)).json();
}

/**
 * @param {any} browser
 * @param {any} session
 * @param {Network} network
 * @returns {Record<string, (value: any) => unknown>}
 */
function stepsOf(browser, session, network) {
  return {
    answer: answer => {
      session.submitAnswer(answer);
      session.proceed();
    },
    begin: () => session.begin(),
    hint: index => session.hints.viewHint(index),
    network: urls => {
      network.urls = urls;
    },
    wait: secs => browser.clock.advance(secs * 1000),
  };
}

/** @param {Options} options */
async function run({root, urls, exp_id, storage, now_msecs, steps, ends}) {
  const {Browser} = await load(root, '../../scripts/simulator/browser.js');
  const {Random} = await load(root, '../../scripts/simulator/random.js');
  const {PlayerSession} = await load(
    root, 'player/services/player_session.js');
  const network = new Network(urls);
  const browser = new Browser(
    {network, random: new Random('page'), startMsecs: now_msecs});
  for (const [key, value] of Object.entries(storage)) {
    browser.storage.setItem(key, value);
  }
  const {exploration, ...played} = await init(network, exp_id);
  const page = browser.openPage();
  page.reporting.initSession({
    expId: played.exp_id, expVersion: played.exp_version,
    sessionId: played.session_id, reporting: played.reporting,
  });
  const session = exploration && new PlayerSession({
    exploration, statsReportingService: page.reporting,
    now: browser.clock.now, timers: page.timers,
  });
  const stepsByName = stepsOf(browser, session, network);
  for (const [step, value] of steps) {
    await stepsByName[step](value);
  }
  if (ends === 'left') {
    session?.setInView(false);
    page.fire('hiding');
  }
  page.crash();
  await network.whenQuiet();
  return {
    session_id: played.session_id,
    storage: Object.fromEntries(browser.storage._data),
    now_msecs: browser.clock.now(),
    sent: network.sent,
  };
}

for await (const line of createInterface({input: process.stdin})) {
  const outcome = await run(JSON.parse(line));
  process.stdout.write(`${JSON.stringify(outcome)}\n`);
}
