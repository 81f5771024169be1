/**
 * @file The JSON bodies and responses of the server. Made from the handlers of
 * core/controllers by `python3 -m scripts.make_wire_contract`: change those,
 * and run it again.
 */

/**
 * The counts of a tab since its last batch.
 *
 * Each counter of the exploration is another field.
 */
export interface AggregatedStatsPayload {
  state_stats_mapping?: Record<string, Record<string, number>>;
  [name: string]: any;
}

/** The number of sessions required before an open answer is shown. */
export interface AnonymityRequest {
  k_anonymity: number;
}

/** The number of sessions required before an open answer is shown. */
export interface AnonymityResponse {
  exp_id: string;
  k_anonymity: number;
}

/** A learner's text about what is hard in a state. */
export interface AnswerDetailsRequest {
  session_id: string;
  exp_version: number;
  sent_at_msecs: number;
  event_id: string;
  state_name: string;
  sequence_number: number;
  client_time_msecs: number;
  answer_details: string;
}

/** Rules that share an outcome; any one of them suffices. */
export interface AnswerGroup {
  rule_specs: RuleSpec[];
  outcome: Outcome;
}

/** An answer was accepted. */
export interface AnswerSubmittedRequest {
  session_id: string;
  exp_version: number;
  sent_at_msecs: number;
  event_id: string;
  state_name: string;
  sequence_number: number;
  client_time_msecs: number;
  time_spent_in_state_secs: number;
  hidden_time_secs?: number;
  /** The answer as JSON. */
  answer: any;
  /**
   * The index of the answer group that matched; the number of groups means the
   * default outcome.
   */
  answer_group_index: number;
  /** The index of the matching rule in that group, if any. */
  rule_spec_index: number | null;
  /** How the answer was classified. */
  classification_categorization:
    | 'explicit'
    | 'training_data_match'
    | 'statistical_classifier'
    | 'default_outcome';
  /** False for a default outcome that stays in the state. */
  is_feedback_useful: boolean;
  /** The parameters of the learner. */
  params: Record<string, any>;
}

/** The answers of a state to one interaction. */
export interface Answers {
  num_answers: number;
  /** The number of different answers. */
  num_different: number;
  /** The number of these that too few sessions gave. */
  num_withheld: number;
  /** The withheld answers by size and label. */
  withheld: WithheldGroup[];
  /** Whether the counts of all answers are exact. */
  is_exact: boolean;
  /** The maximum by which the count of an answer may be too low. */
  max_error: number;
  /** The sums over the answers that have no row. */
  others: Record<string, number>;
  visualizations: Visualization[];
  first_answers: FirstAnswer[];
}

/** The last audit of an exploration. */
export interface Audit {
  /**
   * `differs`: some differences were not repaired. `repaired`: all differences
   * were. `open`: only sessions that may continue differ. `agrees`: there are
   * no differences.
   */
  verdict: 'agrees' | 'open' | 'repaired' | 'differs';
  audited_at_msecs: number;
  /** The number of compared counters. */
  num_counters: number;
  num_open_sessions: number;
  num_repaired: number;
  num_sessions_repaired: number;
  /** The first of the counters that were repaired. */
  repaired: AuditDifference[];
  num_differences: number;
  /** The first of the counters that still differ. */
  differences: AuditDifference[];
  num_violations: number;
  /** The first of the invariants that do not hold. */
  violations: string[];
}

/** A counter that differed from the event log. */
export interface AuditDifference {
  /** The version that the own counts belong to. */
  exp_version: number;
  /** The state; null for the exploration. */
  state_name: string | null;
  counter: string;
  /** The value of the counter. */
  counted: number;
  /** The value according to the log. */
  recomputed: number;
  /**
   * The number of sessions that were counted wrongly; 0 if the counter itself
   * was damaged.
   */
  num_sessions: number;
}

/** A step of an audit. */
export interface AuditRequest {
  /** Whether to begin a new audit, instead of resuming the last. */
  is_new: boolean;
}

/** The progress of an audit. */
export interface AuditResponse {
  is_complete: boolean;
  /** The last audit that was completed. */
  audit: Audit | null;
}

/** The number of explorations that were audited. */
export interface AuditedResponse {
  num_audited: number;
}

/** Data skipped for one reason, as JSON. */
export interface BadDataDict {
  count: number;
  examples: string[];
}

export interface Bin {
  from: number;
  to: number | null;
  count: number;
}

/** The problems of a text, in the order of its lines. */
export interface CheckResponse {
  /**
   * The action that the problems prevent; null if they are only warnings. A
   * private exploration can be saved before it can be published.
   */
  prevents: 'saving' | 'publishing' | null;
  problems: InputProblem[];
}

/** A class to add. */
export interface ClassRequest {
  /** Letters, digits, spaces, `.`, `_` and `-`. */
  name: string;
}

/** The classes of an exploration, in the order in which they were added. */
export interface ClassesResponse {
  classes: string[];
}

/** A mark for a comment: done, or not. */
export interface CommentRequest {
  event_id: string;
  is_done: boolean;
}

/** The latest comments that came with ratings. */
export interface CommentsResponse {
  comments: RatingComment[];
}

/** A version of an exploration in its history. */
export interface Commit {
  version: number;
  commit_type: 'create' | 'edit' | 'revert';
  /** The description of the change by its author. */
  commit_message: string;
  /** The display name of its author. */
  committer: string;
  created_on_msecs: number;
}

/** A rate on both sides of a comparison. */
export interface ComparedRate {
  name: string;
  /** Whether a higher rate is better or worse for learners. */
  higher_is: 'better' | 'worse';
  /** The unit of its n. */
  unit: 'sessions' | 'visits' | 'answers';
  a: Rate;
  b: Rate;
  /** The rate of b minus that of a. */
  difference: Interval;
  /** Null if either side has too little data. */
  p_value: number | null;
  /**
   * The p-value adjusted for multiple comparisons; null if the rate is judged
   * separately or has too little data.
   */
  adjusted_p_value: number | null;
  verdict: 'better' | 'worse' | 'no_difference_seen' | 'cannot_tell_yet';
  /**
   * The number of sessions that the growing side still needs for a verdict;
   * null if it is 0 or no number suffices.
   */
  num_more_sessions: number | null;
}

/** A state on both sides of a comparison, with its rates. */
export interface ComparedState {
  state_name: string;
  a_state_name: string | null;
  b_state_name: string | null;
  changed: 'same' | 'edited' | 'added' | 'deleted' | 'renamed';
  is_edited: boolean;
  metrics: ComparedRate[];
}

/** Two versions, ranges of days or segments, side by side. */
export interface Comparison {
  exp_id: string;
  /** The version whose states are compared. */
  cards_of_version: number;
  a: SideTotals;
  b: SideTotals;
  time_zone: string;
  /** The side that is still being played, if any. */
  growing_side: 'a' | 'b' | null;
  /** The number of rates of states compared. */
  num_comparisons: number;
  /** The false discovery rate of their verdicts. */
  false_discovery_rate: number;
  /** The time of the last change to the data. */
  folded_at_msecs: number | null;
  /** The rates of the whole exploration. */
  metrics: ComparedRate[];
  /** All states of both sides. */
  states: ComparedState[];
}

/** The confusion index of a state, with the signs that it combines. */
export interface Confusion {
  index: number | null;
  low: number;
  high: number;
  parts: Record<string, ConfusionPart>;
}

/** The confusion index of a state with its 95 % interval. */
export interface ConfusionIndex {
  index: number | null;
  low: number;
  high: number;
}

/** A sign of confusion, and its weight in the index. */
export interface ConfusionPart {
  value: number | null;
  successes: number;
  n: number;
  low: number;
  high: number;
  weight: number;
}

/** A text that learners see. */
export interface Content {
  html: string;
}

/** A part of the plays. */
export interface CutShown {
  /**
   * The first day on which the sessions began, such as 2026-01-31; null for no
   * limit.
   */
  first_day: string | null;
  /** The last such day; null for no limit. */
  last_day: string | null;
  /** The segment of the sessions, such as `device:phone`; null for all. */
  segment: string | null;
  /** The number of sessions. */
  num_sessions: number;
  /** Whether they are too few to be shown. */
  is_withheld: boolean;
}

export interface DayCounts {
  day: string;
  num_starts: number;
  num_actual_starts: number;
  num_completions: number;
  num_ratings: number;
  num_ratings_1: number;
  num_ratings_2: number;
  num_ratings_3: number;
  num_ratings_4: number;
  num_ratings_5: number;
}

/** A task with the decision about it. */
export interface DecidedTask {
  task_id: string;
  task_type:
    | 'high_bounce_rate'
    | 'needs_guiding_responses'
    | 'successive_incorrect_answers'
    | 'ineffective_feedback_loop'
    | 'early_quit'
    | 'negative_discrimination'
    | 'low_discrimination'
    | 'too_easy'
    | 'too_hard'
    | 'invariant_broken';
  state_name: string | null;
  state_names: string[];
  num_sessions_affected: number;
  value: number;
  evidence: Evidence;
  threshold: Threshold;
  num_playthroughs: number;
  evidence_from_version: number | null;
  evidence_is_older: boolean;
  changed_version: number | null;
  status: 'open' | 'resolved' | 'dismissed';
  /** The time of the decision; null if there is none. */
  status_changed_msecs: number | null;
  /** The version that was shown then. */
  status_version: number | null;
  /** The reason, in the words of the creator. */
  note: string;
  /**
   * The display name of the account that decided; null if there is no decision,
   * if the account was deleted, and in lists of explorations.
   */
  decided_by: string | null;
  /** Whether later plays show that it is not resolved. */
  reopened: boolean;
  /**
   * Whether a state has been changed since the decision; if the task is open,
   * since the plays that raise it.
   */
  changed_since: boolean;
}

/** A decision about a task. */
export interface DecisionRequest {
  task_id: string;
  status: 'open' | 'resolved' | 'dismissed';
  /** The version whose states the page showed. */
  exp_version: number;
  /**
   * The last version whose plays counted on the page; by default `exp_version`.
   */
  through?: number | null;
  /** The reason. */
  note?: string;
  /**
   * The `status_changed_msecs` that the page showed; null for none. If omitted,
   * concurrent decisions are overwritten.
   */
  seen_status_changed_msecs?: number | null;
}

/** The decisions about the tasks of an exploration, latest first. */
export interface DecisionsResponse {
  decisions: LoggedDecision[];
}

/** The exploration that was deleted. */
export interface DeletedResponse {
  exp_id: string;
  deleted: true;
}

/** The tables of the data dictionary. */
export interface DictionaryResponse {
  tables: Table[];
}

/** A distribution with its histogram. */
export interface Distribution {
  n: number;
  mean: number | null;
  median: number | null;
  standard_deviation: number | null;
  p90: number | null;
  histogram: Bin[];
}

/** The number of sessions that ended at a state in one way. */
export interface End {
  end: 'completed' | 'left_for_refresher' | 'left' | 'open';
  state_name: string;
  num_sessions: number;
}

/** A number estimated from n cases, with its 95 % interval. */
export interface Estimate {
  value: number | null;
  low: number;
  high: number;
  n: number;
}

/** Several events, each of which `read_entry` checks separately. */
export interface EventBatchRequest {
  session_id: string;
  exp_version: number;
  sent_at_msecs: number;
  events: any[];
}

/** The outcomes of the events of a batch, in the same order. */
export interface EventBatchResponse {
  results: (RecordedResponse | EventError)[];
}

/** Why an event of a batch was refused. */
export interface EventError {
  error: Problem;
}

/** The observations of the rule that raised a task. */
export interface Evidence {
  /** The number of sessions that could have shown the problem. */
  n: number;
  rate?: Rate;
  coefficient?: Estimate;
  /** The interaction of `answers`. */
  interaction_id?: string;
  /** The number of answers to which the rule applies. */
  num_answers?: number;
  /** The most frequent of them. */
  answers?: Occurrence[];
  /** The invariants that do not hold. */
  violations?: string[];
}

/** Plays that are excluded from the figures, or that a search found. */
export interface Exclusion {
  exclusion_id: string;
  kind: 'day' | 'made_up';
  /** The day on which they began, such as 2026-01-31; null for any. */
  day: string | null;
  /** The display name of the owner who asked. */
  asked_by: string;
  asked_at_msecs: number;
  status:
    | 'finding'
    | 'too_many'
    | 'found'
    | 'leaving_out'
    | 'left_out'
    | 'taking_back'
    | 'discarding'
    | 'gone';
  reason: string;
  num_sessions: number;
  /** The contribution of the plays to some counters. */
  counts: Record<string, number>;
  /** Plays that are excluded now. */
  num_left_out: number;
  /** Plays that look made up, the largest groups first. */
  groups: Group[];
}

/** A step of an exclusion. */
export interface ExclusionRequest {
  /**
   * `find` plays; `leave_out` those found; `take_back` an exclusion, or discard
   * a search; `go_on` with unfinished work.
   */
  action: 'find' | 'leave_out' | 'take_back' | 'go_on';
  /** Which plays to find. */
  kind?: 'day' | 'made_up';
  /** The day on which they began, such as 2026-01-31; null for any. */
  day?: string | null;
  /** The exclusion to leave out or take back. */
  exclusion_id?: string;
  /** The reason for leaving the plays out. */
  reason?: string;
}

/** All exclusions of an exploration after a step. */
export interface ExclusionsChangedResponse {
  exclusions: Exclusion[];
  /** Whether nothing is left to do. */
  is_complete: boolean;
}

/** All exclusions of an exploration. */
export interface ExclusionsResponse {
  exclusions: Exclusion[];
}

/** A lesson: states, and the transitions between them. */
export interface Exploration {
  exp_id: string;
  version: number;
  title: string;
  category: string;
  objective: string;
  language_code: string;
  time_zone: string;
  tags: string[];
  blurb: string;
  author_notes: string;
  init_state_name: string;
  param_specs: Record<string, ParamSpec>;
  param_changes: ParamChange[];
  states: Record<string, State>;
}

/** The first answer was accepted, or the end was reached without one. */
export interface ExplorationActualStartRequest {
  session_id: string;
  exp_version: number;
  sent_at_msecs: number;
  event_id: string;
  state_name: string;
  sequence_number: number;
  client_time_msecs: number;
}

/** A terminal state was reached. */
export interface ExplorationCompleteRequest {
  session_id: string;
  exp_version: number;
  sent_at_msecs: number;
  event_id: string;
  state_name: string;
  sequence_number: number;
  client_time_msecs: number;
  time_spent_in_state_secs: number;
  hidden_time_secs?: number;
  params: Record<string, any>;
}

/** An exploration with its YAML and history, for its creators. */
export interface ExplorationDataResponse {
  exp_id: string;
  exp_version: number;
  exploration: Exploration;
  yaml: string;
  commits: Commit[];
  rights: Rights;
}

/** The page was left or hidden; the learner may come back. */
export interface ExplorationMaybeLeaveRequest {
  session_id: string;
  exp_version: number;
  sent_at_msecs: number;
  event_id: string;
  state_name: string;
  sequence_number: number;
  client_time_msecs: number;
  time_spent_in_state_secs: number;
  hidden_time_secs?: number;
  params: Record<string, any>;
}

/** The names in the text of an exploration, for completion. */
export interface ExplorationNames {
  /**
   * The keys of each mapping, by the field that holds it; '' for the
   * exploration itself. If creators choose the keys, as in `states`, the keys
   * of the values.
   */
  fields: Record<string, string[]>;
  /** By id. */
  interactions: Record<string, InteractionNames>;
  /** The arguments of the generators of parameters, by id. */
  generators: Record<string, string[]>;
}

/** The first state was shown. */
export interface ExplorationStartRequest {
  session_id: string;
  exp_version: number;
  sent_at_msecs: number;
  event_id: string;
  state_name: string;
  sequence_number: number;
  client_time_msecs: number;
  /** The parameters of the learner. */
  params: Record<string, any>;
  /** Whether the browser had begun the exploration before. */
  visitor?: 'new' | 'returning' | null;
  /** The kind of device. */
  device?: 'phone' | 'tablet' | 'computer' | null;
  /** The main language of the browser. */
  language?: string | null;
}

/** One field of a download. */
export interface Field {
  /** The heading of its column in CSV, or its key in JSON. */
  name: string;
  /** The type of its values. */
  type:
    | 'text'
    | 'integer'
    | 'number'
    | 'boolean'
    | 'moment'
    | 'day'
    | 'list'
    | 'object'
    | 'JSON';
  /** Its meaning, in a sentence or two. */
  meaning: string;
  /** The unit of its numbers; '' if it has none. */
  unit: string;
  /** The condition in which it is empty or null; '' for never. */
  null_when: string;
}

/** A file. */
export interface FileToImport {
  /** The name of the file. */
  name: string;
  /** Its bytes in base 64, since files need not be text. */
  content: string;
}

/** An answer that was the first one of some sessions. */
export interface FirstAnswer {
  answer: any;
  /**
   * Whether it is right in the version shown; if the server cannot decide,
   * whether it mostly counted as right when it was given.
   */
  is_right: boolean;
  /** The number of times that it was given, first or later. */
  num_times: number;
  /**
   * The number of these times that it did not count as it does in the version
   * shown.
   */
  num_judged_otherwise: number;
  /** The share of sessions whose first answer it was. */
  share: Rate;
  /** The mean rest score of these sessions, from 0 to 1. */
  mean_rest_score: number | null;
}

/** The progress of a fold. */
export interface FoldResponse {
  /** Whether no session is waiting. */
  is_complete: boolean;
  /** The revision of the processed view. */
  processed_revision: number;
}

/** The report of a fold. */
export interface FoldedResponse {
  counts: Record<string, number>;
  bad_data: Record<string, BadDataDict>;
  /** Whether no session is waiting. */
  is_complete: boolean;
}

/** Names and templates for writing an exploration. */
export interface FormatResponse {
  names: ExplorationNames;
  /** Explorations to start from. */
  templates: Template[];
}

/** Sessions that did the same at the same time. */
export interface Group {
  began_msecs: number;
  num_sessions: number;
}

/** One of the hints, which learners open in order. */
export interface Hint {
  hint_content: Content;
}

/** A hint of the state was opened. */
export interface HintViewedRequest {
  session_id: string;
  exp_version: number;
  sent_at_msecs: number;
  event_id: string;
  state_name: string;
  sequence_number: number;
  client_time_msecs: number;
  time_spent_in_state_secs: number;
  hidden_time_secs?: number;
  /** Which hint of the state, from 0. */
  hint_index: number;
}

/** One difference between a source and its import. */
export interface ImportProblem {
  kind: 'error' | 'placeholder' | 'changed' | 'left_out' | 'not_published';
  /**
   * Its place in the source, such as `states.Start.content`; '' for the whole
   * file.
   */
  path: string;
  /** The line of that place, from 1; None where lines have no meaning. */
  line: number | null;
  message: string;
}

/** Files to import. */
export interface ImportRequest {
  /** YAML, JSON or zip archives. */
  files: FileToImport[];
  /** Whether to return only the problems, and store nothing. */
  dry_run: boolean;
}

/** The results, in the order of the files. */
export interface ImportResponse {
  files: ImportedFile[];
}

/** The result for one file, or for one exploration of an archive. */
export interface ImportedFile {
  /** The name of the file. */
  name: string;
  /** The title of the exploration; null if it was refused. */
  title: string | null;
  /** The number of its states. */
  num_states: number;
  /** Its id; null if it was not stored. */
  exp_id: string | null;
  /** What differs from the source. */
  problems: ImportProblem[];
}

/** A mark for a text: done, or not. */
export interface InfoRequest {
  learner_answer_info_id: string;
  is_done: boolean;
}

/** An exploration to be played, and the session of the player. */
export interface InitResponse {
  exp_id: string;
  exp_version: number;
  /** The token of the session. */
  session_id: string;
  /** Whether the caller may change the exploration. */
  can_edit: boolean;
  reporting: Reporting;
  exploration: Exploration;
}

/** A problem of an input. */
export interface InputProblem {
  /** The field, such as `states.Start.content`; '' for all of it. */
  path: string;
  /** The line of a text, from 1; null where lines have no meaning. */
  line: number | null;
  /** The problem, in plain words. */
  message: string;
}

/**
 * The form of answers, and the outcome of each answer.
 *
 * Answer groups are tried in order, and the rules of each group in order. The
 * first match decides; otherwise the default outcome applies.
 */
export interface Interaction {
  id: string | null;
  customization_args: Record<string, any>;
  answer_groups: AnswerGroup[];
  default_outcome: Outcome | null;
  confirmed_unclassified_answers: any[];
  hints: Hint[];
  solution: Solution | null;
}

/** The names that belong to an interaction. */
export interface InteractionNames {
  /** Its arguments. */
  customization_args: string[];
  /** The inputs of its rules, by rule. */
  rules: Record<string, string[]>;
}

/** A number with its 95 % interval. */
export interface Interval {
  value: number | null;
  low: number;
  high: number;
}

/** A state as an item of a test. */
export interface Item {
  /** Sessions whose first answer was right. */
  first_try: Rate;
  /** Sessions with any right answer. */
  eventual_success: Rate;
  /** Answers up to the first right one. */
  tries_to_right: Distribution;
  /** Correlation of the first answer with the rest score. */
  discrimination: Estimate;
  upper_lower_discrimination: number | null;
  /** Sessions that have a rest score. */
  num_with_rest: number;
  /** Reliability of the other states. */
  alpha_if_deleted: number | null;
}

/** The changes of the version shown, and their effect. */
export interface LatestChange {
  version: number;
  /** The states that it created or changed. */
  state_names: string[];
  /** The completion rate of the actual starts of earlier versions. */
  before: Rate;
  /** The completion rate of the actual starts of this version. */
  since: Rate;
}

/** The text of one learner. */
export interface LearnerAnswerInfo {
  /** A UUID that the browser made. */
  learner_answer_info_id: string;
  /** The version that was played. */
  exp_version: number;
  /** The state, named as in that version. */
  state_name: string;
  /** The text. */
  answer_details: string;
  /** The time, in milliseconds since the epoch. */
  occurred_at_msecs: number;
  /** Whether the creator marked it as done. */
  is_done: boolean;
}

/** The texts of learners about what they found hard, latest first. */
export interface LearnerAnswerInfosResponse {
  learner_answer_infos: LearnerAnswerInfo[];
  /** Whether there are earlier texts. */
  has_more: boolean;
  /**
   * The name of the state of each text in the latest version, by the id of the
   * text; without deleted states.
   */
  state_names_now: Record<string, string>;
  /** The states of the latest version that ask learners what is hard. */
  asking_state_names: string[];
}

/** The learner went to another exploration to refresh something. */
export interface LeaveForRefresherExpRequest {
  session_id: string;
  exp_version: number;
  sent_at_msecs: number;
  event_id: string;
  state_name: string;
  sequence_number: number;
  client_time_msecs: number;
  time_spent_in_state_secs: number;
  hidden_time_secs?: number;
  refresher_exp_id: string;
}

/** The answers of learners, on one page. */
export interface LessonSheet {
  exp_id: string;
  exp_version: number;
  through: number;
  revision: number;
  k_anonymity: number;
  /** The states with answers, in reading order. */
  states: SheetState[];
}

/** A deleted state, and a new one with nearly the same text. */
export interface LikelyRename {
  old_state_name: string;
  new_state_name: string;
  /** The share of words in common, from 0 to 1. */
  similarity: number;
}

/** A version that is about to be saved. */
export interface LikelyRenamesRequest {
  /** The changed exploration. */
  yaml: string;
  /** The version that was edited. */
  version: number;
  /** Old to new names of renamed states, whose counts move along. */
  renames?: Record<string, string>;
}

/** States that would count as deleted, but were probably renamed. */
export interface LikelyRenamesResponse {
  /** The most similar first. */
  likely_renames: LikelyRename[];
}

/** A picture of an exploration. */
export interface ListedPicture {
  /** Texts refer to it as `assets/NAME`. */
  name: string;
  /** The bytes of its file. */
  num_bytes: number;
  /** In pixels. */
  width: number;
  /** In pixels. */
  height: number;
  /** Whether a saved version shows it, so it cannot be removed. */
  is_used: boolean;
}

/** A version of an exploration. */
export interface ListedVersion {
  /** Its number. */
  version: number;
  /** The kind of commit: 'create', 'edit' or 'revert'. */
  commit_type: 'create' | 'edit' | 'revert';
  /** The commit message. */
  commit_message: string;
  /** The time of the save, in milliseconds since the epoch. */
  created_on_msecs: number;
}

/** Sessions whose events contradict each other. */
export interface LogProblem {
  num_sessions: number;
  examples: string[];
}

/** A decision about a task. */
export interface LoggedDecision {
  task_id: string;
  task_type: string;
  /** The states of the task, by their names at that time. */
  state_names: string[];
  /** The new status of the task: open, resolved or dismissed. */
  status: string;
  decided_at_msecs: number;
  /** The version that the page showed. */
  exp_version: number;
  /** The reason, in the words of the creator. */
  note: string;
  /** The display name of the account; null if it was deleted. */
  decided_by: string | null;
}

/** A user with a role in an exploration. */
export interface Member {
  user_id: string;
  /** Null until their first sign-in. */
  email: string | null;
  role: 'owner' | 'editor' | 'viewer';
  /** Whether the user is the caller. */
  is_self: boolean;
}

/** Everybody with a role in an exploration. */
export interface MembersResponse {
  exp_id: string;
  members: Member[];
}

/** A distribution in a few numbers. */
export interface Moments {
  n: number;
  mean: number | null;
  median: number | null;
  standard_deviation: number | null;
  p90: number | null;
}

/** A new exploration: either its YAML or its title. */
export interface NewExplorationRequest {
  yaml?: string | null;
  title?: string | null;
  /** The initial content, if there is a title; almost empty by default. */
  template?: 'quiz' | 'branching_story' | 'picture_question' | null;
}

/** The exploration that was created. */
export interface NewExplorationResponse {
  exp_id: string;
}

/** An answer and its frequency; elements of answers have only these. */
export interface Occurrence {
  answer: any;
  /** The number of times that it was given. */
  frequency: number;
  /** An upper bound; more than `frequency` only in an inexact table. */
  frequency_at_most?: number;
  /** The number of sessions that gave it. */
  num_sessions?: number;
  /** Whether it is too long to be stored in full. */
  is_shortened?: boolean;
  /** Whether a rule of the version shown matches it. */
  is_addressed?: boolean;
  /**
   * Whether it is right in the version shown; null if nothing is right or wrong
   * there.
   */
  is_right?: boolean | null;
  /**
   * The number of times that it counted as wrong although it is right in the
   * version shown, or the reverse.
   */
  num_judged_otherwise?: number;
  /**
   * Its spellings, most frequent first, if it has several that count as the
   * same.
   */
  spellings?: Spelling[];
}

/** The consequence of an answer. */
export interface Outcome {
  dest: string;
  feedback: Content;
  labelled_as_correct: boolean;
  param_changes: ParamChange[];
  refresher_exploration_id: string | null;
}

/** One assignment to a parameter. */
export interface ParamChange {
  name: string;
  generator_id: 'Copier' | 'RandomSelector';
  customization_args: Record<string, any>;
}

/** The type of a parameter. */
export interface ParamSpec {
  obj_type: 'UnicodeString';
}

/** A part of a state or exploration that differs. */
export interface PartDifference {
  /** The name of the part, such as 'Hint 2'. */
  label: string;
  kind: 'added' | 'removed' | 'edited';
  /** Whether only HTML or JSON differs; `parts` then contain it. */
  is_markup: boolean;
  /** The parts of both texts, in order. */
  parts: TextPart[];
}

/** A way through the exploration. */
export interface PathShown {
  end: 'completed' | 'left_for_refresher' | 'left' | 'open';
  state_names: string[];
  /** Whether it continued after the last state listed. */
  is_cut: boolean;
  num_sessions: number;
}

/** The most common ways through the exploration. */
export interface Paths {
  most_common: PathShown[];
  num_sessions: number;
  is_exact: boolean;
  max_error: number;
}

/** A picture to add: PNG, JPEG, WebP, GIF or SVG. */
export interface PictureRequest {
  name: string;
  content: string;
}

/** The pictures of an exploration, in the order they were added. */
export interface PicturesResponse {
  pictures: ListedPicture[];
}

/** One action of a playthrough. */
export interface PlayAction {
  action_type: 'ExplorationStart' | 'AnswerSubmit' | 'ExplorationQuit';
  state_name: string;
  /** The time in the state until then; -1 if it is unknown. */
  time_msecs: number;
  /** The answer given, if any. */
  answer: any;
  /** The answer group that it matched; -1 for none. */
  answer_group_index: number;
  /** The state that the answer led to; '' for none. */
  dest_state_name: string;
  /** Whether too few sessions gave the answer. */
  is_answer_withheld: boolean;
}

/** The actions of one session that gave up. */
export interface Playthrough {
  /** Wrong answers, rounds of the cycle, or milliseconds played. */
  size: number;
  actions: PlayAction[];
}

/** Playthroughs that show why a task was raised. */
export interface PlaythroughsResponse {
  task_id: string;
  playthroughs: Playthrough[];
}

/** An exploration to be played without a session. */
export interface PreviewResponse {
  exploration: Exploration;
}

/** An error as a response describes it. */
export interface Problem {
  status: number;
  /** Its kind; see docs/api.md. */
  code: string;
  /** Its reason, for people. */
  message: string;
  /**
   * The invalid field, such as `states.A.content`; '' for the whole request.
   */
  path: string;
  /** All problems of the input; the first is the one above. */
  problems: InputProblem[];
}

/** The processed data of an exploration as a whole. */
export interface ProcessedStatisticsResponse {
  num_sessions: number;
  session_time: Moments;
  completion_time: Moments;
  days: DayCounts[];
  ends: End[];
  transitions: Transition[];
  paths: Paths;
  reliability: Reliability;
  problems: Record<string, LogProblem>;
  segments: SegmentSize[];
  states: Record<string, StateFigures>;
  latest_change: LatestChange | null;
  wrong_answers: Record<string, WrongAnswer>;
  version_markers: VersionMarker[];
  partial_versions: VersionGroup[];
  complete_through_msecs: number;
  time_zone: string;
  exp_id: string;
  exp_version: number;
  through: number;
  revision: number;
  k_anonymity: number;
  state: 'ready' | 'computing' | 'none' | 'failed';
  error: string | null;
  num_sessions_of_tasks: number;
  num_sessions_waiting: number;
  is_capped: boolean;
  min_n_for_rate: number;
  audit: Audit | null;
  /** The most valuable first. */
  tasks: DecidedTask[];
}

/** The logged events of a session. */
export interface Progress {
  /** The sequence number of its next event. */
  next_sequence_number: number;
  /** The states of its events, by event type. */
  states: Record<string, string[]>;
}

/** The public rating of an exploration. */
export interface PublicRating {
  mean: string;
  num_ratings: number;
}

/** A share with its Wilson 95 % interval. */
export interface Rate {
  /** From 0 to 1; null if n is 0. */
  value: number | null;
  successes: number;
  /** The number of cases; `successes` is the number of those counted. */
  n: number;
  low: number;
  high: number;
}

/** The learner rated the exploration; the last rating of a session counts. */
export interface RateExplorationRequest {
  session_id: string;
  exp_version: number;
  sent_at_msecs: number;
  event_id: string;
  state_name: string;
  sequence_number: number;
  client_time_msecs: number;
  /** From 1, the worst, to feconf.MAX_STARS. */
  stars: number;
  /** What the learner wrote to the creator; '' for nothing. */
  comment: string;
}

/** A comment. */
export interface RatingComment {
  /** The id of the rating. */
  event_id: string;
  /** The rating. */
  stars: number;
  /** The text; never empty. */
  comment: string;
  /** The version that was played. */
  exp_version: number;
  /** The time, in milliseconds since the epoch. */
  occurred_at_msecs: number;
  /** Whether a creator marked it as done. */
  is_done: boolean;
}

/** The outcome of an event. */
export interface RecordedResponse {
  /** False if it had been recorded before. */
  recorded: boolean;
}

/** The reliability of the exploration as a test (Cronbach's alpha). */
export interface Reliability {
  alpha: number | null;
  n: number;
  items: string[];
}

/** The rules by which browsers report on a session. */
export interface Reporting {
  /** Whether its reports are counted. */
  is_counted: boolean;
  /** Why they are not counted; null if they are. */
  not_counted_reason:
    | 'own_play'
    | 'preview'
    | 'automated'
    | 'old_version'
    | null;
  max_request_bytes: number;
  max_events_per_batch: number;
  /** How long a tab collects counts before it sends them. */
  flush_interval_msecs: number;
}

/** A request to resume a session. */
export interface ResumeRequest {
  session_id: string;
}

/** The same for a session that is resumed. */
export interface ResumedResponse {
  exp_id: string;
  exp_version: number;
  session_id: string;
  can_edit: boolean;
  reporting: Reporting;
  exploration: Exploration;
  /** What the server has received of the session. */
  reported: Progress;
}

/** The version to bring back. */
export interface RevertRequest {
  current_version: number;
  revert_to_version: number;
}

/** The rights of the caller to an exploration. */
export interface Rights {
  status: 'private' | 'public';
  can_edit: boolean;
  /** Whether the caller may publish and delete it, and give roles. */
  can_manage: boolean;
  /**
   * The number of sessions that must have given an answer in a learner's own
   * words before creators read it.
   */
  k_anonymity: number;
  /** The smallest number that the site allows. */
  min_k_anonymity: number;
}

/** A role for the person with an e-mail address. */
export interface RoleRequest {
  email: string;
  role: 'owner' | 'editor' | 'viewer';
}

/** One test of an answer, with the inputs it is compared with. */
export interface RuleSpec {
  rule_type: string;
  inputs: Record<string, any>;
}

/** A new version of an exploration. */
export interface SaveRequest {
  /** The changed exploration. */
  yaml: string;
  /** The version that was edited. */
  version: number;
  /** Old to new names of renamed states, whose counts move along. */
  renames?: Record<string, string>;
  /** Description of the change. */
  commit_message?: string;
}

/** The version that was saved. */
export interface SavedResponse {
  exp_id: string;
  exp_version: number;
}

/** The sessions with one trait. */
export interface SegmentSize {
  /** The segment as in a query, such as `device:phone`. */
  segment: string;
  trait: 'visitor' | 'device' | 'language' | 'class';
  value: string;
  num_sessions: number;
}

/** An exploration without the notes of its authors. */
export interface SharedExplorationResponse {
  exploration: Exploration;
}

/** A link. */
export interface SharedLink {
  /** Its id, to revoke it. */
  link_id: string;
  /** The last part of its address. */
  token: string;
  /** The name that the owner gave it. */
  label: string;
  /** Its creation, in milliseconds since the epoch. */
  created_at_msecs: number;
  /** Its expiry, likewise; null for never. */
  expires_at_msecs: number | null;
  /** Whether it has expired. */
  is_expired: boolean;
}

/** A link to create. */
export interface SharedLinkRequest {
  /** The name that the owner gives it; may be empty. */
  label: string;
  /** The number of days for which it is valid; null for no limit. */
  days: number | null;
}

/** The links to the statistics of an exploration, latest first. */
export interface SharedLinksResponse {
  links: SharedLink[];
}

/** An answer that was the first one of some sessions. */
export interface SheetAnswer {
  answer: any;
  num_sessions: number;
}

/** The first answers of learners at a state. */
export interface SheetState {
  state_name: string;
  interaction_id: string;
  /** Whether answers can be right or wrong. */
  is_question: boolean;
  first_try: Rate;
  eventual_success: Rate;
  /**
   * The wrong answers of a question, or all answers of another state; the
   * commonest first.
   */
  answers: SheetAnswer[];
  /**
   * The number of sessions whose first answer is of the same kind and is not
   * listed.
   */
  num_others: number;
}

/** A side of a comparison. */
export interface SideTotals {
  /** The side as in the request. */
  side: string;
  /** The side in words. */
  label: string;
  kind: 'version' | 'days' | 'segment';
  num_starts: number;
  num_actual_starts: number;
  num_completions: number;
  /** The first day with counts. */
  first_day: string | null;
  /** The last day with counts. */
  last_day: string | null;
}

/** A correct answer with an explanation. */
export interface Solution {
  answer_is_exclusive: boolean;
  correct_answer: any;
  explanation: Content;
}

/** The solution of the state was opened. */
export interface SolutionHitRequest {
  session_id: string;
  exp_version: number;
  sent_at_msecs: number;
  event_id: string;
  state_name: string;
  sequence_number: number;
  client_time_msecs: number;
  time_spent_in_state_secs: number;
  hidden_time_secs?: number;
}

/** A spelling of an answer, and the number of times it was given. */
export interface Spelling {
  answer: any;
  count: number;
}

/** One state: what it says, and how it is answered. */
export interface State {
  content: Content;
  param_changes: ParamChange[];
  interaction: Interaction;
  solicit_answer_details: boolean;
  creator_note: string;
}

/** An answer led out of the state, or the terminal state was reached. */
export interface StateCompleteRequest {
  session_id: string;
  exp_version: number;
  sent_at_msecs: number;
  event_id: string;
  state_name: string;
  sequence_number: number;
  client_time_msecs: number;
  time_spent_in_state_secs: number;
  hidden_time_secs?: number;
}

/** A state that differs, with its differences. */
export interface StateDifference {
  state_name: string;
  a_state_name: string | null;
  b_state_name: string | null;
  changed: 'same' | 'edited' | 'added' | 'deleted' | 'renamed';
  is_edited: boolean;
  differences: PartDifference[];
}

/** The figures of a state, without its histograms and answers. */
export interface StateFigures {
  num_sessions: number;
  num_answered: number;
  time: Moments;
  session_time: Moments;
  time_before_leaving: Moments;
  attempts: Moments;
  self_loops: Moments;
  first_try: Rate;
  eventual_success: Rate;
  tries_to_right: Moments;
  discrimination: Estimate;
  upper_lower_discrimination: number | null;
  confusion: ConfusionIndex;
}

/** A state was entered, from another one or at the start. */
export interface StateHitRequest {
  session_id: string;
  exp_version: number;
  sent_at_msecs: number;
  event_id: string;
  state_name: string;
  sequence_number: number;
  client_time_msecs: number;
  params: Record<string, any>;
}

/** The counts of one state. */
export interface StateStats {
  total_hit_count: number;
  first_hit_count: number;
  total_answers_count: number;
  useful_feedback_count: number;
  num_times_solution_viewed: number;
  num_completions: number;
  num_times_hint_viewed: number;
}

/** The processed data of a state. */
export interface StateView {
  num_sessions: number;
  num_answered: number;
  time: Distribution;
  time_before_leaving: Distribution;
  session_time: Distribution;
  attempts: Distribution;
  self_loops: Distribution;
  item: Item;
  confusion: Confusion;
  answers: Record<string, Answers>;
  exp_id: string;
  exp_version: number;
  through: number;
  revision: number;
  k_anonymity: number;
  state_name: string;
}

/** The live counters of an exploration, with facts about it for the tab. */
export interface StatisticsResponse {
  num_starts: number;
  num_actual_starts: number;
  num_completions: number;
  num_ratings: number;
  num_ratings_1: number;
  num_ratings_2: number;
  num_ratings_3: number;
  num_ratings_4: number;
  num_ratings_5: number;
  state_stats_mapping: Record<string, StateStats>;
  exp_id: string;
  exp_version: number;
  title: string;
  /** The last version whose plays are counted. */
  through: number;
  /** The latest version. */
  latest_version: number;
  /** All versions, oldest first. */
  versions: ListedVersion[];
  /** The first state. */
  init_state_name: string;
  /** All states, nearest to the first one first. */
  state_order: string[];
  /** The states that end the exploration. */
  terminal_state_names: string[];
  /** The states whose only answer is to continue. */
  linear_state_names: string[];
  /** The states that have any. */
  state_names_with_hints: string[];
  /** The states that have one. */
  state_names_with_solution: string[];
  /** Whether plays of owners and editors count. */
  own_plays_counted: boolean;
  /** When the server answered. */
  generated_at_msecs: number;
  /** The revision of the processed view. */
  processed_revision: number;
  /** The status of the exploration. */
  status: 'private' | 'public';
  /** Whether the caller may audit and repair the counters. */
  may_repair: boolean;
  /** Whether the caller may exclude plays. */
  may_leave_out: boolean;
  /** Counts of states that the version does not have. */
  unrecognised_states: Record<string, StateStats>;
  /** Values of counters that this server does not know. */
  unrecognised_counters: Record<string, number>;
  /** One sentence for each invariant that is broken. */
  invariant_violations: string[];
  /** Automated visits, which no counter contains. */
  num_automated_visits: number;
  /** Sessions that owners have excluded. */
  num_left_out: number;
  /**
   * Sessions that have reported in the last minutes and have not ended; of all
   * learners, even if there is a cut.
   */
  num_playing: number;
  /**
   * The part of the plays that the counters cover, from processed data; null
   * for all plays.
   */
  cut: CutShown | null;
}

/** A batch of counts. */
export interface StatsEventRequest {
  batch_id: string;
  session_id: string;
  exp_version: number;
  sent_at_msecs?: number | null;
  aggregated_stats: AggregatedStatsPayload;
}

/** The outcome of a batch of counts. */
export interface StatsEventResponse {
  /** False if it had been counted before. */
  applied: boolean;
  /**
   * How long tabs should collect counts from now on, if longer than usual: open
   * tabs learn it only from this response.
   */
  flush_interval_msecs?: number;
}

/** The new visibility of an exploration. */
export interface StatusRequest {
  make_public: boolean;
}

/** The current status of the exploration. */
export interface StatusResponse {
  exp_id: string;
  status: 'private' | 'public';
}

/** Summaries of some explorations. */
export interface SummariesResponse {
  summaries: Summary[];
}

/** The public description of an exploration that a page links to. */
export interface Summary {
  exp_id: string;
  title: string;
  objective: string;
  category: string;
  /** Null where too few learners have rated it. */
  rating: PublicRating | null;
}

/** Empty: a sweep writes its report to the log. */
export interface SweptResponse {
}

/** A download, or one kind of record in it. */
export interface Table {
  /** The first part of the anchor of each field. */
  id: string;
  /** Its heading on the page. */
  title: string;
  /** The subject of one row or record. */
  meaning: string;
  /** The files that contain it. */
  downloads: string[];
  /** The fields in the order of the files. */
  fields: Field[];
}

/** The task that was decided about. */
export interface TaskResponse {
  task: DecidedTask;
}

/** The tasks of an exploration, the most valuable first. */
export interface TasksResponse {
  tasks: DecidedTask[];
  /** The revision of the view that contains them. */
  revision: number;
}

/** A template. */
export interface Template {
  id: 'quiz' | 'branching_story' | 'picture_question';
  /** Its kind in words. */
  title: string;
  /** Its text. */
  yaml: string;
}

/** A part of two texts: in both, only in the old one, or only in the new. */
export interface TextPart {
  mark: 'same' | 'removed' | 'added';
  text: string;
}

/** The text of an exploration. */
export interface TextRequest {
  /** The text, which need not be valid. */
  yaml: string;
}

/** The value at which a rule raises a task. */
export interface Threshold {
  /** Its constant in feconf. */
  name: string;
  /** Its value. */
  value: number;
  /** The unit of the value. */
  unit: string;
}

export interface Transition {
  from: string;
  to: string;
  count: number;
}

/** The differences between two versions. */
export interface VersionDifference {
  exp_id: string;
  /** The old version. */
  a: number;
  /** The new version. */
  b: number;
  /** The differences outside the states. */
  differences: PartDifference[];
  /** The states that differ, those of b first. */
  states: StateDifference[];
  /** The number of states that do not differ. */
  num_same: number;
}

/** The plays of all versions that have the same states. */
export interface VersionGroup {
  /** The number of their starts. */
  num_starts: number;
  /**
   * The numbers of sessions that entered the states of these versions, by name
   * in the version shown.
   */
  first_hit_counts: Record<string, number>;
}

/** The day on which a version was saved. */
export interface VersionMarker {
  version: number;
  /** The day, such as 2026-01-31, in the time zone of the exploration. */
  day: string;
  commit_message: string;
}

/** A view of the answers of a state, and its data. */
export interface Visualization {
  id: string;
  calculation_id: string;
  options: Record<string, any>;
  addressed_info_is_supported: boolean;
  data: Occurrence[];
}

/** The instance is ready for visitors. */
export interface WarmupResponse {
  ready: true;
}

/** Answers that too few sessions gave, of about the same size. */
export interface WithheldGroup {
  /** Their length or size, as in `2 to 3 words`. */
  size: string;
  /** Whether they are right; null if nothing is right or wrong. */
  is_right: boolean | null;
  /** Whether a rule matches them. */
  is_addressed: boolean;
  /** The number of different answers. */
  num_different: number;
  /** The number of times that they were given. */
  count: number;
}

/** A wrong answer that was the first one of some sessions. */
export interface WrongAnswer {
  /** Its interaction. */
  interaction_id: string;
  /** The answer; its HTML if it is a choice. */
  answer: any;
  /** The share of sessions whose first answer it was. */
  share: Rate;
}
