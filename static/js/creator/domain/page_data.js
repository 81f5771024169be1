/**
 * What the server says about one exploration, as the sections of the
 * statistics tab get it. Times end in `_msecs` and are since the epoch;
 * durations are in milliseconds; a value is null where too little tells.
 */

/** @import {ExplorationCounts} from '../../domain/counts.js' */
/** @import {StatisticsAnswer} from './statistics_model.js' */

/**
 * @typedef {object} ServerRate a rate with its Wilson 95 % interval.
 * @property {number|null} value from 0 to 1.
 * @property {number} successes
 * @property {number} n
 * @property {number} low
 * @property {number} high
 */

/**
 * @typedef {object} Moments
 * @property {number} n
 * @property {number|null} mean
 * @property {number|null} median
 * @property {number|null} standard_deviation
 * @property {number|null} p90
 */

/**
 * @typedef {object} Bin
 * @property {number} from
 * @property {number|null} to null is without end.
 * @property {number} count
 */

/** @typedef {Moments & {histogram: Bin[]}} Distribution */

/**
 * @typedef {{day: string} & Partial<ExplorationCounts>} DayCounts what was
 *     counted on a day such as "2026-11-01", in the exploration's zone.
 */

/**
 * @typedef {object} VersionMarker
 * @property {number} version
 * @property {string} day
 * @property {string} commit_message
 */

/**
 * @typedef {object} Transition
 * @property {string} from
 * @property {string} to
 * @property {number} count
 */

/**
 * @typedef {object} PathShown
 * @property {string} end
 * @property {string[]} state_names
 * @property {boolean} is_cut
 * @property {number} num_sessions
 */

/**
 * @typedef {object} StateFigures
 * @property {number} num_sessions
 * @property {number} num_answered
 * @property {Moments} time
 * @property {Moments} session_time
 * @property {Moments} time_before_leaving
 * @property {Moments} attempts
 * @property {Moments} self_loops
 * @property {ServerRate} first_try
 * @property {ServerRate} eventual_success
 * @property {Moments} tries_to_right
 * @property {{value: number|null, n: number, low: number|null,
 *     high: number|null}} discrimination
 * @property {number|null} [upper_lower_discrimination]
 * @property {{index: number|null, low: number|null, high: number|null}
 *     } confusion
 */

/**
 * @typedef {object} Audit
 * @property {'agrees'|'open'|'repaired'|'differs'} verdict open: agrees but
 *     for plays that may go on; repaired: all that differed was put right.
 * @property {number} audited_at_msecs
 * @property {number} num_counters how many were compared.
 * @property {number} num_open_sessions
 * @property {number} num_repaired
 * @property {AuditDifference[]} repaired the first of them.
 * @property {number} num_differences what could not be put right.
 * @property {AuditDifference[]} differences the first of them.
 * @property {number} num_violations
 * @property {string[]} violations the first of them.
 */

/**
 * @typedef {object} AuditDifference a counter that did not say what the log
 *     says.
 * @property {number} exp_version
 * @property {string|null} state_name null: the exploration.
 * @property {string} counter
 * @property {number} counted
 * @property {number} recomputed
 * @property {number} num_sessions 0: no play, the counter itself was damaged.
 */

/**
 * @typedef {'high_bounce_rate'|'needs_guiding_responses'|
 *     'successive_incorrect_answers'|'ineffective_feedback_loop'|
 *     'early_quit'|'negative_discrimination'|'low_discrimination'|
 *     'too_easy'|'too_hard'|'invariant_broken'} TaskType
 */

/**
 * @typedef {object} Task something that deserves a change.
 * @property {string} task_id
 * @property {TaskType} task_type
 * @property {string|null} state_name
 * @property {string[]} state_names
 * @property {number} num_sessions_affected
 * @property {number} value
 * @property {Record<string, any>} evidence
 * @property {{name: string, value: number, unit: string}} threshold
 * @property {'open'|'resolved'|'dismissed'} status
 * @property {number|null} status_changed_msecs
 * @property {number|null} status_version
 * @property {string|null} [note]
 * @property {boolean} changed_since
 * @property {boolean} [reopened]
 * @property {number} num_playthroughs
 */

/**
 * @typedef {object} ProcessedView what the last fold says.
 * @property {string} exp_id
 * @property {number} exp_version
 * @property {number} through
 * @property {number} revision
 * @property {'ready'|'computing'|'none'|'failed'} state
 * @property {string} [error] why the last fold failed.
 * @property {number|null} complete_through_msecs
 * @property {number} num_sessions_waiting
 * @property {boolean} [is_capped] whether more than those wait.
 * @property {string} time_zone
 * @property {number} k_anonymity
 * @property {number} min_n_for_rate
 * @property {Audit|null} audit
 * @property {number} num_sessions
 * @property {Moments} session_time
 * @property {Moments} completion_time
 * @property {DayCounts[]} days only days on which something was played.
 * @property {VersionMarker[]} version_markers
 * @property {{end: string, state_name: string, num_sessions: number}[]} ends
 * @property {Transition[]} transitions
 * @property {{most_common: PathShown[], num_sessions: number,
 *     is_exact: boolean, max_error: number}} paths
 * @property {Record<string, StateFigures>} states
 * @property {Task[]} tasks most valuable first.
 */

/**
 * @typedef {object} Metric
 * @property {string} name
 * @property {ServerRate} a
 * @property {ServerRate} b
 * @property {{value: number|null, low: number|null, high: number|null}
 *     } difference
 * @property {'sessions'|'visits'|'answers'} [unit] what n counts.
 * @property {number|null} [p_value]
 * @property {number|null} [adjusted_p_value] for looking at many.
 * @property {'better'|'worse'|'neither'} higher_is
 * @property {'better'|'worse'|'no_difference_seen'|'cannot_tell_yet'} verdict
 * @property {number|null} num_more_sessions
 */

/**
 * @typedef {object} Playthrough
 * @property {number} size
 * @property {Record<string, any>[]} actions
 */

/**
 * @typedef {object} PageData all that one drawing of the tab is made of.
 * @property {StatisticsAnswer} answer the live counters.
 * @property {ProcessedView|null} processed null until it is there.
 * @property {import('../lib/failures.js').Failure|null} processedFailure why
 *     it is not.
 */

export {};
