/**
 * @file Builds requests from records of the outbox: their route, body and
 * size.
 */

import {byteLength} from './outbox_transport.js';

/** @typedef {import('./outbox_records.js').Batch} Batch */
/** @typedef {import('./outbox_records.js').SessionRef} SessionRef */
/** @typedef {import('./outbox_records.js').StatsEvent} StatsEvent */
/** @typedef {import('./outbox_records.js').StoredBatch} StoredBatch */
/** @typedef {import('./outbox_records.js').StoredItem} StoredItem */

/**
 * @typedef {object} EventsJob
 * @property {'events'} kind
 * @property {SessionRef} session
 * @property {string[]} keys
 * @property {StatsEvent[]} events as many as keys
 * @property {boolean} isCommonRoute a single event takes the batch route too
 *
 * @typedef {object} BatchJob
 * @property {'batch'} kind
 * @property {SessionRef} session
 * @property {string[]} keys exactly one
 * @property {Batch} batch
 *
 * @typedef {EventsJob | BatchJob} Job
 */

/**
 * @typedef {object} Request
 * @property {string} url
 * @property {string} body
 * @property {string} expectedKey a key that only responses of the server have
 */

/** The type of learner answer infos, which are no events: they have a route of
 * their own and are never in a batch. */
export const ANSWER_DETAILS = 'learner_answer_details';

/** Events in one request; the server takes five times as many. */
const MAX_EVENTS_PER_REQUEST = 100;

/** Bytes of one request, so that it fits the keepalive quota. */
export const MAX_REQUEST_BYTES = 50_000;

/** Bytes reserved for the JSON around the events. */
const ENVELOPE_BYTES = 1_000;

/**
 * @param {StoredItem[]} items each with an event
 * @param {number} maxBytes of one request
 * @returns {EventsJob[]} each of one session, in the order of the session
 */
export function groupEvents(items, maxBytes = MAX_REQUEST_BYTES) {
  /** @type {Map<string, StoredItem[]>} */
  const bySession = new Map();
  for (const stored of items) {
    const id = stored.item.session.session_id;
    const group = bySession.get(id) ?? [];
    group.push(stored);
    bySession.set(id, group);
  }
  return [...bySession.values()].flatMap(
    group => groupEventsOfSession(group, maxBytes - ENVELOPE_BYTES));
}

/**
 * @param {StoredItem[]} items of one session
 * @param {number} maxBytes of the events in one request
 * @returns {EventsJob[]}
 */
function groupEventsOfSession(items, maxBytes) {
  /** @type {EventsJob[]} */
  const jobs = [];
  let room = 0;
  for (const {key, item} of items.sort(inOrderOfSession)) {
    const event = /** @type {StatsEvent} */ (item.event);
    const bytes = bytesOf(event) + 1;
    let job = jobs.at(-1);
    if (!job || bytes > room || job.keys.length >= MAX_EVENTS_PER_REQUEST ||
        isAlone(event) || isAlone(job.events[0])) {
      job = {
        kind: 'events', session: item.session, keys: [], events: [],
        isCommonRoute: false,
      };
      jobs.push(job);
      room = maxBytes;
    }
    job.keys.push(key);
    job.events.push(event);
    // A server that postponed the event may lack the route of its type.
    job.isCommonRoute ||= item.postponed !== undefined && !isAlone(event);
    room -= bytes;
  }
  return jobs;
}

/**
 * Sizes of events, which do not change.
 *
 * @type {WeakMap<StatsEvent, number>}
 */
const knownBytes = new WeakMap();

/**
 * @param {StatsEvent} event
 * @returns {number} its length as JSON
 */
function bytesOf(event) {
  const bytes = knownBytes.get(event) ?? byteLength(JSON.stringify(event));
  knownBytes.set(event, bytes);
  return bytes;
}

/**
 * @param {StatsEvent} event
 * @returns {boolean} whether it cannot be in a batch
 */
function isAlone(event) {
  return event.event_type === ANSWER_DETAILS;
}

/**
 * @param {StoredItem} a
 * @param {StoredItem} b
 * @returns {number}
 */
function inOrderOfSession(a, b) {
  return (a.item.event?.sequence_number ?? 0) -
    (b.item.event?.sequence_number ?? 0);
}

/**
 * @param {StoredBatch} stored
 * @returns {BatchJob}
 */
export function batchJob({key, batch}) {
  return {kind: 'batch', session: batch.session, keys: [key], batch};
}

/**
 * @param {EventsJob} job of at least two events
 * @returns {EventsJob[]} the two halves
 */
export function halves(job) {
  const middle = Math.ceil(job.keys.length / 2);
  return [[0, middle], [middle, job.keys.length]].map(([from, to]) => ({
    ...job,
    keys: job.keys.slice(from, to),
    events: job.events.slice(from, to),
  }));
}

/**
 * @param {Job} job
 * @returns {boolean} whether it takes the route of one event type
 */
export function isByKind(job) {
  return job.kind === 'events' && job.events.length === 1 &&
    !job.isCommonRoute;
}

/**
 * @param {Job} job
 * @param {number} sentAtMsecs
 * @returns {Request}
 */
export function requestFor(job, sentAtMsecs) {
  const {exp_id, exp_version, session_id} = job.session;
  const url = (/** @type {string} */ route) =>
    `/explorehandler/${route}/${encodeURIComponent(exp_id)}`;
  if (job.kind === 'batch') {
    const {batch_id, aggregated_stats} = job.batch;
    return {
      url: url('stats_events'),
      body: JSON.stringify(
        {batch_id, session_id, exp_version, aggregated_stats}),
      expectedKey: 'applied',
    };
  }
  const envelope = {session_id, exp_version, sent_at_msecs: sentAtMsecs};
  if (!isByKind(job)) {
    return {
      url: url('event_batch'),
      body: JSON.stringify({...envelope, events: job.events}),
      expectedKey: 'results',
    };
  }
  const {event_type, ...event} = job.events[0];
  return {
    url: url(`${event_type}_event`),
    body: JSON.stringify({...envelope, ...event}),
    expectedKey: 'recorded',
  };
}
