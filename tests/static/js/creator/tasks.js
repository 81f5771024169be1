/**
 * Tasks as the server sends them, for tests.
 */

/**
 * @import {
 *   DecidedTask as Task
 * } from '../../../../static/js/domain/wire_types.js'
 */

/**
 * @param {Partial<Task>} [changes]
 * @return {Task}
 */
export function task(changes = {}) {
  return {
    task_id: 'high_bounce_rate:1',
    task_type: 'high_bounce_rate',
    state_name: 'Fractions 2',
    state_names: ['Fractions 2'],
    num_sessions_affected: 45,
    value: 45,
    evidence: {
      n: 122,
      rate: {
        value: 45 / 122, successes: 45, n: 122, low: 0.2885, high: 0.457,
      },
    },
    threshold: {
      name: 'HIGH_BOUNCE_RATE_THRESHOLD', value: 0.25, unit: 'share',
    },
    status: 'open',
    status_changed_msecs: null,
    status_version: null,
    note: '',
    decided_by: null,
    changed_since: false,
    reopened: false,
    num_playthroughs: 3,
    evidence_from_version: null,
    evidence_is_older: false,
    changed_version: null,
    ...changes,
  };
}
