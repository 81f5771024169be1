/**
 * What deserves a change: the list, its filters, and what the reader has
 * decided about it. Free of the DOM.
 */

import {LIMITS} from '../../domain/wire_contract.js';

/** @import {Task} from './page_data.js' */
/** @import {TaskFilter} from './view_state.js' */

/** @typedef {Task['status']} TaskStatus */

/** The task that is made of the live counters. */
const BROKEN = 'invariant_broken';

/** Tasks that the overview names. */
export const NUM_TASKS_IN_DIGEST = 3;

/**
 * Contradictions in the live counters are known before anything else is, and
 * nothing is worth more than to mend them.
 *
 * @param {readonly Task[]} tasks most valuable first.
 * @param {readonly string[]} violations of the live counters.
 * @return {Task[]} with a task of its own for them.
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
    changed_since: false, num_playthroughs: 0,
  }, ...others];
}

/**
 * @param {Task} task
 * @return {boolean} whether the reader can decide about it; the others go
 *     away by themselves.
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
 * Lays what the reader has just decided over what was fetched: the list is
 * fetched anew only now and then, and may have been asked for before.
 *
 * @param {readonly Task[]} fetched
 * @param {ReadonlyMap<string, Task>} decided by the id of the task.
 * @return {Task[]}
 */
export function withDecisions(fetched, decided) {
  return fetched.map((task) => {
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
      changed_since: own.changed_since,
      reopened: own.reopened,
    } : task;
  });
}

/**
 * Where the focus goes when a task leaves the list: to the one that takes
 * its place, else to the last.
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
