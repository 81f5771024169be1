/** The server's API for the pages of one exploration. */

import {getJson, sendJson} from '../lib/http.js';

/** @import {StatisticsAnswer as Stats} from './domain/statistics_model.js' */
/** @import {Exclusion} from './domain/exclusions.js' */
/** @import {Exploration} from './domain/exploration_graph.js' */
/** @import {Audit, Playthrough} from './domain/page_data.js' */
/** @import {ProcessedView, Task} from './domain/page_data.js' */

/**
 * @typedef {object} Commit
 * @property {number} version
 * @property {'create'|'edit'|'revert'} commit_type
 * @property {string} commit_message
 * @property {string} committer
 * @property {number} created_on_msecs
 */

/**
 * @typedef {object} Rights
 * @property {'private'|'public'} status
 * @property {boolean} [can_manage] whether the reader may publish; taken for
 *     granted where it is not said.
 */

/**
 * @typedef {object} Member
 * @property {string} user_id
 * @property {string|null} email null: has not signed in yet.
 * @property {'owner'|'editor'|'viewer'} role
 * @property {boolean} is_self whether that is the reader.
 */

/**
 * @typedef {object} ExplorationData
 * @property {string} exp_id
 * @property {number} exp_version
 * @property {Exploration} exploration
 * @property {string} yaml
 * @property {Commit[]} commits
 * @property {Rights} rights
 */

/**
 * @typedef {object} RatingComment what a learner wrote with a rating.
 * @property {number} stars
 * @property {string} comment
 * @property {number} exp_version the version played.
 * @property {number} occurred_at_msecs
 */

/**
 * @typedef {object} ExclusionRequest what an owner asks for.
 * @property {'find'|'leave_out'|'take_back'|'go_on'} action
 * @property {Exclusion['kind']} [kind] which plays to find.
 * @property {string|null} [day] such as "2026-11-01"; null for any.
 * @property {string} [exclusion_id]
 * @property {string} [reason]
 */

/**
 * @typedef {object} Edit
 * @property {number} version the version that was edited.
 * @property {string} yaml
 * @property {Record<string, string>} renames old name of a card to its new.
 * @property {string} commit_message
 */

/**
 * @typedef {object} TaskChange
 * @property {string} task_id
 * @property {Task['status']} status
 * @property {number} exp_version the version that the reader looks at.
 * @property {string} [note]
 * @property {number|null} [seen_status_changed_msecs] when the status that
 *     the reader saw was given; with another one the server refuses.
 */

/**
 * @param {Record<string, string|number|null|undefined>} params
 * @return {string} a query of those with a value; '' if there are none.
 */
function queryOf(params) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value !== null && value !== undefined) query.set(name, String(value));
  }
  const text = query.toString();
  return text && `?${text}`;
}

export class CreatorApi {
  /** @param {string} expId */
  constructor(expId) {
    this.expId = expId;
    /** @type {Map<number, Promise<Exploration>>} */
    this.explorations = new Map();
  }

  /**
   * @param {string} route
   * @return {string}
   */
  url(route) {
    return `/createhandler/${route}/${encodeURIComponent(this.expId)}`;
  }

  /**
   * @param {number|null} version null is the latest.
   * @return {Promise<Stats>}
   */
  getStatistics(version) {
    return getJson(this.url('statistics') + queryOf({v: version}));
  }

  /**
   * @param {number|null} version null is the latest.
   * @return {Promise<ProcessedView>} of the latest fold.
   */
  getProcessed(version) {
    return getJson(
      this.url('processed_statistics') + queryOf({v: version}));
  }

  /**
   * @param {string} stateName
   * @param {number|null} version null is the latest.
   * @return {Promise<Record<string, any>>} the processed data of a card.
   */
  getStateDetails(stateName, version) {
    return getJson(this.url('state_interaction_stats') +
      queryOf({state_name: stateName, v: version}));
  }

  /**
   * @param {number|null} version null is the latest.
   * @return {Promise<{tasks: Task[], revision: number}>}
   */
  getTasks(version) {
    return getJson(this.tasksUrl() + queryOf({v: version}));
  }

  /**
   * @param {TaskChange} change
   * @return {Promise<{task: Task}>}
   */
  changeTask(change) {
    return sendJson('POST', this.tasksUrl(), change);
  }

  /** @return {string} */
  tasksUrl() {
    return `/improvements/exploration/${encodeURIComponent(this.expId)}`;
  }

  /**
   * @param {string} taskId
   * @param {number|null} version null is the latest.
   * @return {Promise<{task_id: string, playthroughs: Playthrough[]}>}
   */
  getPlaythroughs(taskId, version) {
    const id = encodeURIComponent(this.expId);
    return getJson(`/playthroughdatahandler/${id}` +
      queryOf({task_id: taskId, v: version}));
  }

  /**
   * @param {string} a a side: `v3` or `2026-10-01..2026-10-31`.
   * @param {string} b
   * @return {Promise<Record<string, any>>}
   */
  getComparison(a, b) {
    return getJson(this.url('comparison') + queryOf({a, b}));
  }

  /** @return {Promise<{comments: RatingComment[]}>} the latest first. */
  getRatingComments() {
    return getJson(this.url('ratings'));
  }

  /**
   * Folds the plays of this exploration now.
   *
   * @return {Promise<unknown>}
   */
  fold() {
    return sendJson('POST', this.url('fold'), {});
  }

  /**
   * Compares a part of the counters with the log, and corrects them.
   *
   * @param {boolean} isNew whether to begin another audit.
   * @return {Promise<{is_complete: boolean, audit: Audit|null}>}
   */
  audit(isNew) {
    return sendJson('POST', this.url('audit'), {is_new: isNew});
  }

  /** @return {Promise<{exclusions: Exclusion[]}>} all of them. */
  getExclusions() {
    return getJson(this.url('exclusions'));
  }

  /**
   * Leaves plays out of the figures or includes them again, in parts.
   *
   * @param {ExclusionRequest} request
   * @return {Promise<{is_complete: boolean, exclusions: Exclusion[]}>}
   */
  changeExclusions(request) {
    return sendJson('POST', this.url('exclusions'), request);
  }

  /**
   * @param {'jsonl'|'xapi'} format
   * @param {{from?: string, to?: string}} [days] such as "2026-11-01".
   * @return {string} URL of the anonymised event log.
   */
  eventLogUrl(format, days = {}) {
    return this.url('event_log') + queryOf({format, ...days});
  }

  /**
   * @return {Promise<ExplorationData>} of the latest version.
   */
  getData() {
    return getJson(this.url('data'));
  }

  /**
   * @param {number} version
   * @return {Promise<Exploration>} loaded once, as a version never changes.
   */
  getExploration(version) {
    const earlier = this.explorations.get(version);
    if (earlier) return earlier;
    const request = getJson(`${this.url('data')}?v=${version}`)
      .then((/** @type {ExplorationData} */ data) => data.exploration);
    this.explorations.set(version, request);
    // Forgets a failure, so that the next attempt can succeed.
    request.catch(() => this.explorations.delete(version));
    return request;
  }

  /**
   * @param {Edit} edit
   * @return {Promise<unknown>}
   */
  save(edit) {
    return sendJson('PUT', this.url('data'), edit);
  }

  /**
   * @param {number} currentVersion
   * @param {number} revertToVersion
   * @return {Promise<unknown>}
   */
  revert(currentVersion, revertToVersion) {
    return sendJson('POST', this.url('revert'), {
      current_version: currentVersion,
      revert_to_version: revertToVersion,
    });
  }

  /**
   * Deletes the exploration.
   *
   * @return {Promise<unknown>}
   */
  deleteExploration() {
    return sendJson('DELETE', this.url('data'));
  }

  /** @return {Promise<{members: Member[]}>} who has a role. */
  getMembers() {
    return getJson(this.url('rights'));
  }

  /**
   * @param {string} email
   * @param {Member['role']} role
   * @return {Promise<{members: Member[]}>} who has a role now.
   */
  giveRole(email, role) {
    return sendJson('PUT', this.url('rights'), {email, role});
  }

  /**
   * @param {string} userId
   * @return {Promise<{members: Member[]}>} who has a role now.
   */
  takeRole(userId) {
    return sendJson('DELETE', this.url('rights') + queryOf({user_id: userId}));
  }

  /**
   * @param {boolean} makePublic
   * @return {Promise<unknown>}
   */
  setPublic(makePublic) {
    return sendJson('PUT', this.url('status'), {make_public: makePublic});
  }
}
