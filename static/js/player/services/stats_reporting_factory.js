/**
 * @file Assembles the reporting service from the features of a browser. The
 * caller passes them in, so the same code runs in pages, tests and Node.
 */

import {newUniqueId} from './unique_ids.js';
import {Outbox} from './outbox.js';
import {OutboxDelivery} from './outbox_delivery.js';
import {OutboxLock} from './outbox_lock.js';
import {OutboxStorage} from './outbox_storage.js';
import {DEFAULT_LIMITS, OutboxStore} from './outbox_store.js';
import {OutboxTransport} from './outbox_transport.js';
import {Postponements} from './postponements.js';
import {RecordStore} from './record_store.js';
import {RetrySchedule} from './retry_schedule.js';
import {SetAside} from './set_aside.js';
import {StatsReportingService} from './stats_reporting_service.js';

/** @typedef {import('./outbox_storage.js').KeyValueStore} KeyValueStore */

/**
 * The features of a browser that the service needs. `localStorage` should be a
 * getter (`get localStorage() { return window.localStorage; }`): where storage
 * is blocked, reading the property throws, and that is handled here.
 *
 * @typedef {object} Browser
 * @property {KeyValueStore | null} [localStorage]
 * @property {import('./outbox_transport.js').Fetch} fetch
 * @property {{globalPrivacyControl?: boolean}} [navigator]
 * @property {(callback: () => void, msecs: number) => unknown} setTimeout
 * @property {(timer: any) => void} clearTimeout
 * @property {import('./unique_ids.js').RandomSource} crypto
 * @property {any} [locks] navigator.locks, where there are any
 * @property {(type: 'online', listener: () => void) => void}
 *     [addEventListener]
 * @property {() => number} now milliseconds since the epoch
 * @property {(callback: () => void) => void} [onPageHiding] calls back
 *     whenever the page is hidden or left (visibilitychange, pagehide)
 * @property {(callback: () => void) => void} [onPageShown] calls back whenever
 *     the page is visible again
 * @property {() => number} [random]
 * @property {(message: string) => void} [warn]
 * @property {import('./outbox_store.js').Limits} [limits]
 * @property {string} [codeVersion] of the page's scripts: refused records
 *     are retried by a page with another one
 */

/**
 * @param {(message: string) => void} warn
 * @returns {(message: string) => void} logs each message once
 */
function once(warn) {
  /** @type {Set<string>} */
  const loggedMessages = new Set();
  return message => {
    if (!loggedMessages.has(message)) {
      loggedMessages.add(message);
      warn(message);
    }
  };
}

/**
 * @param {Browser} browser
 * @returns {StatsReportingService}
 */
export function createStatsReportingService(browser) {
  // Extracted functions: those of browsers throw when called as methods of
  // another object.
  const {
    fetch, setTimeout, clearTimeout, now, crypto, random = Math.random,
    limits = DEFAULT_LIMITS, codeVersion = '',
    warn: say = message => console.warn(message),
  } = browser;
  const warn = once(say);
  const newId = () => newUniqueId(crypto);
  const storage = new OutboxStorage(() => browser.localStorage);
  const aside = new SetAside({storage, now, codeVersion});
  const records = new RecordStore({storage, aside, now, warn});
  const postponements = new Postponements({records, now, random});
  const transport = new OutboxTransport(
    {fetch, setTimeout, clearTimeout, now});
  const retry = new RetrySchedule({storage, now, random});
  const outbox = new Outbox({
    records,
    store: new OutboxStore({records, storage, now, newId, warn, limits}),
    storage,
    delivery: new OutboxDelivery(
      {records, transport, retry, postponements, now}),
    postponements,
    transport,
    lock: new OutboxLock({
      locks: browser.locks ?? null, storage, now, ownerId: newId(),
    }),
    retry,
    timers: {setTimeout, clearTimeout},
    now,
    warn,
  });
  const isPrivate = browser.navigator?.globalPrivacyControl === true;
  const service = new StatsReportingService(
    {outbox, now, newId, warn, settings: {isPrivate}});
  browser.onPageHiding?.(() => service.flush({isPageHiding: true}));
  browser.onPageShown?.(() => service.resume());
  browser.addEventListener?.(
    'online', () => service.resume({isBackOnline: true}));
  return service;
}
