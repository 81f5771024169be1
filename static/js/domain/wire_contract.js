/**
 * @file What the server and the browser must agree on. Made from
 * core/domain and core/feconf.py by `python3 -m scripts.make_wire_contract`:
 * change those, and run it again.
 */

/** The counters of an exploration that browsers count, all zero. */
export const ZERO_EXPLORATION_COUNTS = Object.freeze({
  num_starts: 0,
  num_actual_starts: 0,
  num_completions: 0,
  num_ratings: 0,
});

/** The counters of a state that browsers count, all zero. */
export const ZERO_STATE_COUNTS = Object.freeze({
  total_hit_count: 0,
  first_hit_count: 0,
  total_answers_count: 0,
  useful_feedback_count: 0,
  num_times_solution_viewed: 0,
  num_completions: 0,
  num_times_hint_viewed: 0,
});

/** The counters of an exploration that the server counts from events alone. */
export const ZERO_LAST_ONLY_COUNTS = Object.freeze({
  num_ratings_1: 0,
  num_ratings_2: 0,
  num_ratings_3: 0,
  num_ratings_4: 0,
  num_ratings_5: 0,
});

/** The fields of each type of event, beside those that all events have. */
export const EVENT_FIELDS = /* @__PURE__ */ Object.freeze({
  exploration_start: ['params', 'visitor', 'device', 'language'],
  exploration_actual_start: [],
  state_hit: ['params'],
  state_complete: ['time_spent_in_state_secs', 'hidden_time_secs'],
  answer_submitted: [
    'time_spent_in_state_secs',
    'hidden_time_secs',
    'answer',
    'answer_group_index',
    'rule_spec_index',
    'classification_categorization',
    'is_feedback_useful',
    'params',
  ],
  solution_hit: ['time_spent_in_state_secs', 'hidden_time_secs'],
  hint_viewed: ['time_spent_in_state_secs', 'hidden_time_secs', 'hint_index'],
  leave_for_refresher_exp: [
    'time_spent_in_state_secs',
    'hidden_time_secs',
    'refresher_exp_id',
  ],
  exploration_complete: [
    'time_spent_in_state_secs',
    'hidden_time_secs',
    'params',
  ],
  exploration_maybe_leave: [
    'time_spent_in_state_secs',
    'hidden_time_secs',
    'params',
  ],
  rate_exploration: ['stars', 'comment'],
});

/** Which events count for which counter (stats_computation.py). */
export const COUNTER_RULES = /* @__PURE__ */ Object.freeze([
  {event_type: 'exploration_start', counter: 'num_starts',
    level: 'exploration', is_once: true, is_last_only: false},
  {event_type: 'exploration_actual_start', counter: 'num_actual_starts',
    level: 'exploration', is_once: true, is_last_only: false},
  {event_type: 'exploration_complete', counter: 'num_completions',
    level: 'exploration', is_once: true, is_last_only: false},
  {event_type: 'state_hit', counter: 'total_hit_count', level: 'state',
    is_once: false, is_last_only: false},
  {event_type: 'state_hit', counter: 'first_hit_count', level: 'state',
    is_once: true, is_last_only: false},
  {event_type: 'state_complete', counter: 'num_completions', level: 'state',
    is_once: false, is_last_only: false},
  {event_type: 'answer_submitted', counter: 'total_answers_count',
    level: 'state', is_once: false, is_last_only: false},
  {event_type: 'answer_submitted', counter: 'useful_feedback_count',
    level: 'state', is_once: false, is_last_only: false,
    field: 'is_feedback_useful', value: 1},
  {event_type: 'solution_hit', counter: 'num_times_solution_viewed',
    level: 'state', is_once: true, is_last_only: false},
  {event_type: 'hint_viewed', counter: 'num_times_hint_viewed',
    level: 'state', is_once: true, is_last_only: false},
  {event_type: 'rate_exploration', counter: 'num_ratings',
    level: 'exploration', is_once: true, is_last_only: false},
  {event_type: 'rate_exploration', counter: 'num_ratings_1',
    level: 'exploration', is_once: false, is_last_only: true, field: 'stars',
    value: 1},
  {event_type: 'rate_exploration', counter: 'num_ratings_2',
    level: 'exploration', is_once: false, is_last_only: true, field: 'stars',
    value: 2},
  {event_type: 'rate_exploration', counter: 'num_ratings_3',
    level: 'exploration', is_once: false, is_last_only: true, field: 'stars',
    value: 3},
  {event_type: 'rate_exploration', counter: 'num_ratings_4',
    level: 'exploration', is_once: false, is_last_only: true, field: 'stars',
    value: 4},
  {event_type: 'rate_exploration', counter: 'num_ratings_5',
    level: 'exploration', is_once: false, is_last_only: true, field: 'stars',
    value: 5},
]);

/** Limits of the server, by their names in core/feconf.py. */
export const LIMITS = Object.freeze({
  MAX_TIME_SPENT_IN_STATE_SECS: 2_592_000,
  MAX_UPLOAD_BYTES: 14_000_000,
  MAX_PICTURE_BYTES: 10_000_000,
  MAX_ALT_TEXT_LENGTH: 500,
  MAX_TITLE_LENGTH: 100,
  MAX_COMMIT_MESSAGE_LENGTH: 500,
  MAX_TASK_NOTE_LENGTH: 500,
  MAX_EXPLORATION_BYTES: 900_000,
  MAX_EXCLUSION_REASON_LENGTH: 300,
  MAX_EMAIL_LENGTH: 254,
  MAX_PARAM_VALUE_LENGTH: 500,
  MAX_PLAYTHROUGHS_PER_ISSUE: 5,
  ANSWERS_K_ANONYMITY: 3,
  MAX_ANSWERS_K_ANONYMITY: 20,
  MIN_N_FOR_RATE: 10,
  MAX_STARS: 5,
  MAX_SHARED_LINK_LABEL_LENGTH: 100,
  MIN_K_OF_SHARED_ANSWERS: 3,
  MAX_COMMENT_LENGTH: 500,
  MAX_CLASS_NAME_LENGTH: 30,
  MAX_ANSWER_DETAILS_LENGTH: 1_000,
  MIN_RATINGS_FOR_MEAN: 5,
});

/** Languages and scripts that are written from right to left. */
export const RIGHT_TO_LEFT = Object.freeze({
  languages: (
    'ar arc azb bgn bqi ckb dv fa glk he iw ji khw ks lrc luz mzn nqo pnb ' +
    'prs ps sd sdh skr syr ug ur yi').split(' '),
  scripts: (
    'Adlm Arab Aran Hebr Mand Nkoo Rohg Samr Syrc Thaa').split(' '),
});

/** The widths of the smaller variants of pictures, in pixels. */
export const PICTURE_VARIANT_WIDTHS = Object.freeze([480, 960]);

/** The form of the id of an exploration. */
export const EXP_ID_REGEX = /^[A-Za-z0-9_-]{1,40}$/;
