/**
 * @file A small world for the reporting service: a clock that is turned by
 * hand, an origin's storage and locks shared by tabs that can crash, a network
 * that misbehaves, and a server that takes each id once.
 */

import {COUNTER_RULES} from
  '../../../../../static/js/domain/wire_contract.js';
import {createStatsReportingService} from
  '../../../../../static/js/player/services/stats_reporting_factory.js';

/** @typedef {Record<string, any>} Json */

/**
 * A small seeded generator (mulberry32), so that a failing schedule can be
 * run again.
 *
 * @param {number} seed
 * @returns {() => number} in [0, 1)
 */
export function seededRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Lets everything that waits for promises alone happen. */
export async function settle() {
  for (let i = 0; i < 3; i++) {
    await new Promise(resolve => setImmediate(resolve));
  }
}

/** Time that advances on request. */
export class Clock {
  constructor() {
    this.msecs = 1_700_000_000_000;
    this.nextId = 1;
    /** @type {Map<number, {at: number, callback: () => void}>} */
    this.timers = new Map();
    this.now = () => this.msecs;
    this.setTimeout = (
      /** @type {() => void} */ callback, /** @type {number} */ msecs) => {
      this.timers.set(this.nextId, {at: this.msecs + msecs, callback});
      return this.nextId++;
    };
    this.clearTimeout = (/** @type {any} */ id) => {
      this.timers.delete(id);
    };
  }

  /** @returns {number | null} when the next timer is due */
  get nextAt() {
    const times = [...this.timers.values()].map(timer => timer.at);
    return times.length > 0 ? Math.min(...times) : null;
  }

  /** @param {number} msecs */
  async advance(msecs) {
    const end = this.msecs + msecs;
    await settle();
    while (this.nextAt !== null && this.nextAt <= end) {
      this.msecs = Math.max(this.msecs, this.nextAt);
      for (const [id, {at, callback}] of [...this.timers]) {
        if (at <= this.msecs && this.timers.delete(id)) {
          callback();
        }
      }
      await settle();
    }
    this.msecs = end;
  }
}

/**
 * A map whose keys are listed again only when it has changed.
 *
 * @extends {Map<string, string>}
 */
class ListedMap extends Map {
  /** @type {string[] | null} */
  listed = null;

  /**
   * @param {number} i
   * @returns {string | null}
   */
  keyAt(i) {
    this.listed ??= [...this.keys()];
    return this.listed[i] ?? null;
  }

  /**
   * @param {string} key
   * @param {string} value
   */
  set(key, value) {
    this.listed = null;
    return super.set(key, value);
  }

  /** @param {string} key */
  delete(key) {
    this.listed = null;
    return super.delete(key);
  }

  clear() {
    this.listed = null;
    super.clear();
  }
}

/** The localStorage of one origin; `handle` is what one tab sees of it. */
export class OriginStorage {
  constructor() {
    this.data = new ListedMap();
    this.maxChars = Infinity;
    /** How often tabs have read, written or removed a key. */
    this.numCalls = 0;
  }

  /** @param {Tab} tab */
  handle(tab) {
    const {data} = this;
    const origin = this;
    return {
      get length() {
        return data.size;
      },
      key: (/** @type {number} */ i) => {
        origin.numCalls++;
        return data.keyAt(i);
      },
      getItem: (/** @type {string} */ key) => {
        origin.numCalls++;
        return data.get(key) ?? null;
      },
      setItem: (/** @type {string} */ key, /** @type {string} */ value) => {
        origin.numCalls++;
        if (!tab.survivesStep()) {
          return;
        }
        const before = data.get(key)?.length ?? 0;
        if (origin.usedChars - before + value.length > origin.maxChars) {
          throw new DOMException('full', 'QuotaExceededError');
        }
        data.set(key, value);
      },
      removeItem: (/** @type {string} */ key) => {
        origin.numCalls++;
        if (tab.survivesStep()) {
          data.delete(key);
        }
      },
    };
  }

  get usedChars() {
    return [...this.data.values()].reduce((sum, value) => sum + value.length, 0);
  }

  /** @param {string} part */
  keysWith(part) {
    return [...this.data.keys()].filter(key => key.includes(part));
  }
}

/** Web Locks of one origin: exclusive, in order, given up by crashed tabs. */
export class OriginLocks {
  constructor() {
    /** @type {{tab: Tab, start: () => void}[]} */
    this.queue = [];
    /** @type {Tab | null} */
    this.holder = null;
  }

  /** @param {Tab} tab */
  handle(tab) {
    return {
      request: (
        /** @type {string} */ _name,
        /** @type {() => Promise<void>} */ callback) =>
        new Promise((resolve, reject) => {
          this.queue.push({tab, start: () => {
            callback().then(resolve, reject).finally(() => this.release(tab));
          }});
          this.grant();
        }),
    };
  }

  grant() {
    const next = this.holder === null ? this.queue.shift() : undefined;
    if (next) {
      this.holder = next.tab;
      queueMicrotask(next.start);
    }
  }

  /** @param {Tab} tab */
  release(tab) {
    if (this.holder === tab) {
      this.holder = null;
      this.grant();
    }
  }

  /** @param {Tab} tab */
  forget(tab) {
    this.queue = this.queue.filter(waiter => waiter.tab !== tab);
    this.release(tab);
  }
}

/**
 * A server that answers every request of the sessions meant with one status.
 *
 * @param {number} status
 * @param {(sessionId: string) => boolean} [matches]
 * @returns {(url: string, body: Json) => Json | null}
 */
export function respondWithError(status, matches = () => true) {
  return (_, body) => matches(body.session_id) ?
    {status, body: {error: {status, code: 'some_code', path: ''}}} : null;
}

/** The server, which counts each report once, however often it arrives. */
export class ModelServer {
  constructor() {
    /** @type {Map<string, Json>} */
    this.events = new Map();
    /** @type {Map<string, Json>} */
    this.batches = new Map();
    /** @type {{url: string, body: Json}[]} everything that arrived */
    this.requests = [];
    /** @type {((url: string, body: Json) => Json | null) | null} */
    this.answerInstead = null;
    /** @type {Set<string>} kinds of events that this server does not know */
    this.unknownKinds = new Set();
    /** Whether it says so as servers did before there was a code for it. */
    this.isVersionBefore = false;
    /** @type {Json} what else it says when it takes a batch */
    this.moreInBatchAnswers = {};
  }

  /** How often known events and batches arrived again. */
  get repetitions() {
    const arrived = this.requests.flatMap(({body}) => body.events ?? [body]);
    return arrived.length - this.events.size - this.batches.size;
  }

  /**
   * @param {string} url
   * @param {string} text
   * @returns {Json} {status, headers, body}
   */
  answer(url, text) {
    const body = JSON.parse(text);
    const special = this.answerInstead?.(url, body);
    if (special) {
      return {headers: {}, body: {}, ...special};
    }
    const [, kind] = url.match(/\/(\w+)_event\//) ?? [];
    if (this.unknownKinds.has(kind)) {
      return this.isVersionBefore ?
        {status: 404, headers: {}, body: {error: {status: 404}}} :
        {
          status: 501, headers: {'Retry-After': '3600'},
          body: this.unknownKindResult(),
        };
    }
    this.requests.push({url, body});
    return {status: 200, headers: {}, body: this.take(url, body)};
  }

  /** @returns {Json} the result of one event in a batch */
  unknownKindResult() {
    const [status, code] = this.isVersionBefore ?
      [400, 'invalid_input'] : [501, 'not_supported_yet'];
    return {error: {status, code, message: 'unknown', path: 'event_type'}};
  }

  /**
   * @param {string} url
   * @param {Json} body
   * @returns {Json}
   */
  take(url, body) {
    if (url.includes('/stats_events/')) {
      return {
        applied: put(this.batches, body.batch_id, body),
        ...this.moreInBatchAnswers,
      };
    }
    if (url.includes('/event_batch/')) {
      const {session_id, sent_at_msecs} = body;
      return {results: body.events.map((/** @type {Json} */ event) =>
        this.unknownKinds.has(event.event_type) ? this.unknownKindResult() : {
          recorded: put(this.events, event.event_id, {
            ...event, session_id, sent_at_msecs,
          }),
        })};
    }
    const [, event_type] = url.match(/\/(\w+)_event\//) ?? [];
    return {recorded: put(this.events, body.event_id, {...body, event_type})};
  }

  /** @returns {Json} what the counters say, zeros left out */
  get counts() {
    /** @type {Json} */
    const totals = {};
    for (const {aggregated_stats: stats} of this.batches.values()) {
      const {state_stats_mapping: states, ...exploration} = stats;
      bump(totals, '', exploration);
      for (const [state, counts] of Object.entries(states)) {
        bump(totals, `${state}.`, counts);
      }
    }
    return totals;
  }

  /** @returns {Json} what the log says, by the definitions of the design */
  get countsOfLog() {
    return countsOf([...this.events.values()]);
  }
}

/**
 * @param {Map<string, Json>} map
 * @param {string} id
 * @param {Json} value
 * @returns {boolean} whether it is new
 */
function put(map, id, value) {
  const isNew = !map.has(id);
  if (isNew) {
    map.set(id, value);
  }
  return isNew;
}

/**
 * @param {Json} totals changed in place
 * @param {string} prefix
 * @param {Record<string, number>} counts
 */
function bump(totals, prefix, counts) {
  for (const [name, count] of Object.entries(counts)) {
    if (count !== 0) {
      totals[prefix + name] = (totals[prefix + name] ?? 0) + count;
    }
  }
}

/**
 * @param {Json} event
 * @returns {Json[]} the rules of counters that batches bring, by which it
 *     counts
 */
function rulesFor(event) {
  const rules = /** @type {readonly Json[]} */ (COUNTER_RULES);
  return rules.filter(rule => rule.event_type === event.event_type &&
    !rule.is_last_only && (rule.field === undefined ||
      Number(event[rule.field]) === rule.value));
}

/**
 * @param {Json[]} events
 * @returns {Json} counters by name, those of states as `<state>.<name>`
 */
export function countsOf(events) {
  /** @type {Json} */
  const totals = {};
  const seen = new Set();
  for (const event of events) {
    for (const rule of rulesFor(event)) {
      const prefix = rule.level === 'state' ? `${event.state_name}.` : '';
      const mark = JSON.stringify(
        [event.session_id, rule.level, prefix, rule.counter]);
      if (!rule.is_once || !seen.has(mark)) {
        bump(totals, prefix, {[rule.counter]: 1});
      }
      seen.add(mark);
    }
  }
  return totals;
}

/** @typedef {'drop_request' | 'drop_answer' | 'duplicate' | 'delay' |
 *   'error' | 'busy'} Fault */

/** Between the tabs and the server. `faultRate` of the requests go wrong. */
export class Network {
  /**
   * @param {ModelServer} server
   * @param {Clock} clock
   * @param {() => number} random
   */
  constructor(server, clock, random) {
    this.server = server;
    this.clock = clock;
    this.random = random;
    this.isOnline = true;
    this.faultRate = 0;
    this.latencyMsecs = 20;
    /** @type {Fault[]} */
    this.faults = [
      'drop_request', 'drop_answer', 'duplicate', 'delay', 'error', 'busy',
    ];
    /** @type {{url: string, init: RequestInit}[]} */
    this.sent = [];
  }

  /** @returns {Fault | null} */
  pickFault() {
    return this.random() < this.faultRate ?
      this.faults[Math.floor(this.random() * this.faults.length)] : null;
  }

  /**
   * @param {Tab} tab
   * @returns {import(
   *   '../../../../../static/js/player/services/outbox_transport.js').Fetch}
   */
  handle(tab) {
    return (url, init) => new Promise((resolve, reject) => {
      if (tab.isDead) {
        return;
      }
      this.sent.push({url, init});
      const fail = () => tab.isDead || reject(new TypeError('no network'));
      init.signal?.addEventListener('abort', fail);
      const fault = this.pickFault();
      if (!this.isOnline || fault === 'drop_request') {
        this.clock.setTimeout(fail, this.latencyMsecs);
        return;
      }
      const slow = fault === 'delay' ? this.random() * 20_000 : 0;
      this.clock.setTimeout(() => {
        const answer = this.arrive(url, String(init.body), fault);
        this.clock.setTimeout(() => {
          if (fault === 'drop_answer') {
            fail();
          } else if (!tab.isDead) {
            resolve(answerOf(answer));
          }
        }, this.latencyMsecs + slow / 2);
      }, this.latencyMsecs + slow);
    });
  }

  /**
   * @param {string} url
   * @param {string} body
   * @param {Fault | null} fault
   * @returns {Json}
   */
  arrive(url, body, fault) {
    if (fault === 'error') {
      return {status: 500, headers: {}, body: {}};
    }
    if (fault === 'busy') {
      return {status: 429, headers: {'Retry-After': '2'}, body: {}};
    }
    if (fault === 'duplicate') {
      this.server.answer(url, body);
    }
    return this.server.answer(url, body);
  }
}

/**
 * @param {Json} answer
 * @returns {import(
 *   '../../../../../static/js/player/services/outbox_transport.js'
 * ).FetchAnswer}
 */
function answerOf({status, headers, body}) {
  return {
    status,
    headers: {get: name => headers[name] ?? null},
    text: async () =>
      typeof body === 'string' ? body : JSON.stringify(body),
  };
}

/** One page with the reporting service in it. */
export class Tab {
  /**
   * @param {World} world
   * @param {Json} overrides of what the browser offers
   */
  constructor(world, overrides = {}) {
    this.world = world;
    this.isDead = false;
    this.stepsLeft = Infinity;
    /** @type {Set<any>} */
    this.timers = new Set();
    /** @type {Record<string, (() => void)[]>} */
    this.listeners = {hiding: [], shown: [], online: []};
    const listen = (/** @type {string} */ name) =>
      (/** @type {() => void} */ callback) =>
        void this.listeners[name].push(callback);
    const {clock, random} = world;
    /** @type {import(
     *   '../../../../../static/js/player/services/stats_reporting_factory.js'
     * ).Browser} */
    const browser = {
      localStorage: world.storage.handle(this),
      fetch: world.network.handle(this),
      navigator: {},
      setTimeout: (callback, msecs) => {
        const timer = clock.setTimeout(
          () => this.isDead || callback(), msecs);
        this.timers.add(timer);
        return timer;
      },
      clearTimeout: clock.clearTimeout,
      crypto: {getRandomValues: bytes => {
        bytes.forEach((_, i) => {
          bytes[i] = Math.floor(random() * 256);
        });
      }},
      locks: world.locks?.handle(this) ?? null,
      addEventListener: (type, listener) => listen(type)(listener),
      now: clock.now,
      onPageHiding: listen('hiding'),
      onPageShown: listen('shown'),
      random,
      warn: message => void world.warnings.push(message),
    };
    // Not by spreading: a property may throw when it is looked at.
    Object.defineProperties(
      browser, Object.getOwnPropertyDescriptors(overrides));
    this.service = createStatsReportingService(browser);
  }

  /** @returns {boolean} whether the next write to the storage still happens */
  survivesStep() {
    if (!this.isDead && this.stepsLeft-- <= 0) {
      this.crash();
    }
    return !this.isDead;
  }

  /** Ends the tab without any event of the page. */
  crash() {
    this.isDead = true;
    this.timers.forEach(this.world.clock.clearTimeout);
    this.world.locks?.forget(this);
  }

  /** @param {'hiding' | 'shown' | 'online'} name */
  fire(name) {
    this.listeners[name].forEach(callback => callback());
  }

  /** The learner closes the tab. */
  leave() {
    this.fire('hiding');
    this.crash();
  }

  /**
   * @param {string} sessionId
   * @param {Json} reporting
   */
  init(sessionId, reporting = {}) {
    this.service.initSession({
      expId: 'exp', expVersion: 3, sessionId,
      reporting: {is_counted: true, ...reporting},
    });
    return this.service;
  }
}

/** The simulated clock, storage, network and server, which tabs share. */
export class World {
  /** @param {{seed?: number, hasLocks?: boolean}} [options] */
  constructor({seed = 1, hasLocks = true} = {}) {
    this.random = seededRandom(seed);
    this.clock = new Clock();
    this.storage = new OriginStorage();
    this.locks = hasLocks ? new OriginLocks() : null;
    this.server = new ModelServer();
    this.network = new Network(this.server, this.clock, this.random);
    /** @type {string[]} */
    this.warnings = [];
  }

  /** @param {Json} [overrides] */
  openTab(overrides) {
    return new Tab(this, overrides);
  }

  /** Nothing goes wrong any more, and a last page stays open for long. */
  async deliverEverything() {
    this.network.faultRate = 0;
    this.network.isOnline = true;
    this.storage.maxChars = Infinity;
    const tab = this.openTab();
    tab.init('last', {is_counted: false});
    await this.clock.advance(2 * 3600 * 1000);
    tab.crash();
  }
}

/**
 * @param {string} answer
 * @param {boolean} isFeedbackUseful
 */
export function buildAnswerResult(answer, isFeedbackUseful) {
  return {
    answer, isFeedbackUseful, answerGroupIndex: 0, ruleSpecIndex: null,
    classificationCategorization: 'default_outcome', params: {},
    ...inView(1.5),
  };
}

/**
 * @param {number} secs
 * @param {number} [hiddenSecs]
 */
export function inView(secs, hiddenSecs = 0) {
  return {timeSpentInStateSecs: secs, hiddenTimeSecs: hiddenSecs};
}
