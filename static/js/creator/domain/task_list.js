/**
 * The list of tasks: its filters, and the reader's decisions. Free of the DOM.
 */

import {LIMITS} from '../../domain/wire_contract.js';

/** @import {DecidedTask as Task} from '../../domain/wire_types.js' */
/** @import {TaskFilter} from './view_state.js' */

/** @typedef {Task['status']} TaskStatus */

/** The one task that comes from the live counters. */
const BROKEN = 'invariant_broken';

/** Number of tasks in the overview. */
export const NUM_TASKS_IN_DIGEST = 3;

/**
 * Adds a task for contradictions in the live counters, which are available
 * before processed data. It comes first: no other task is more valuable.
 *
 * @param {readonly Task[]} tasks most valuable first.
 * @param {readonly string[]} violations of the live counters.
 * @return {Task[]}
 */
export function withViolations(tasks, violations) {
  const others = tasks.filter(({task_type: type}) => type !== BROKEN);
  if (violations.length === 0) return others;
  return [{
    task_id: BROKEN, task_type: BROKEN, state_name: null, state_names: [],
    num_sessions_affected: 0, value: 0,
    evidence: {n: violations.length, violations: [...violations]},
    threshold: {name: '', value: 0, unit: ''},
    status: 'open', status_changed_msecs: null, status_version: null,
    note: '', decided_by: null, reopened: false, changed_since: false,
    num_playthroughs: 0,
    evidence_from_version: null, evidence_is_older: false,
    changed_version: null,
  }, ...others];
}

/**
 * @param {Task} task
 * @return {boolean} whether the reader can decide about it; the task for
 *     broken counts disappears with its cause.
 */
export function isDecidable(task) {
  return task.task_type !== BROKEN;
}

/**
 * @param {Task} task
 * @return {number} how many of its playthroughs are shown.
 */
export function numSamplesOf({num_playthroughs: num}) {
  return Math.min(num, LIMITS.MAX_PLAYTHROUGHS_PER_ISSUE);
}

/**
 * @param {readonly Task[]} tasks most valuable first.
 * @param {TaskFilter} filter
 * @return {Task[]} those of the status, in the same order.
 */
export function tasksOfStatus(tasks, filter) {
  return tasks.filter(({status}) => filter === 'all' || status === filter);
}

/**
 * @param {readonly Task[]} tasks
 * @return {Record<TaskFilter, number>}
 */
export function countsByStatus(tasks) {
  const counts = {open: 0, resolved: 0, dismissed: 0, all: tasks.length};
  tasks.forEach((task) => counts[task.status]++);
  return counts;
}

/**
 * Applies the reader's latest decisions to the loaded tasks, which may be
 * older.
 *
 * @param {readonly Task[]} tasks
 * @param {ReadonlyMap<string, Task>} decided by the id of the task.
 * @return {Task[]}
 */
export function withDecisions(tasks, decided) {
  return tasks.map((task) => {
    const own = decided.get(task.task_id);
    if (!own) return task;
    const isNewer =
      (own.status_changed_msecs ?? 0) >= (task.status_changed_msecs ?? 0);
    return isNewer ? {
      ...task,
      status: own.status,
      status_changed_msecs: own.status_changed_msecs,
      status_version: own.status_version,
      note: own.note,
      decided_by: own.decided_by,
      changed_since: own.changed_since,
      reopened: own.reopened,
    } : task;
  });
}

/**
 * The task that gets the focus when another one leaves the list: the next,
 * else the last.
 *
 * @param {readonly Task[]} shown before.
 * @param {string} leaving id of a task.
 * @return {string|null} id of a task; null when none is left.
 */
export function neighbourOf(shown, leaving) {
  const index = shown.findIndex((task) => task.task_id === leaving);
  const rest = shown.filter((task) => task.task_id !== leaving);
  if (index < 0 || rest.length === 0) return null;
  return rest[Math.min(index, rest.length - 1)].task_id;
}
