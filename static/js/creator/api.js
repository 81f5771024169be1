/** The server's API for the pages of one exploration. */

import {getJson, sendJson} from '../lib/http.js';

/** @import * as wire from '../domain/wire_types.js' */
/** @import {CutQuery} from './domain/cut.js' */

/** @typedef {Record<string, string|number|null|undefined>} Query */

/**
 * A list that creators edit.
 *
 * @template Answer
 * @template Sent
 * @template [Result=Answer]
 * @typedef {object} List
 * @property {() => Promise<Answer>} load
 * @property {(sent: Sent) => Promise<Result>} send adds or changes an item.
 * @property {(id: string) => Promise<Answer>} remove returns the other items.
 */

/**
 * @param {Query} params
 * @return {string} query string of the params with a value; '' without any.
 */
function queryOf(params) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value !== null && value !== undefined) query.set(name, String(value));
  }
  const text = query.toString();
  return text && `?${text}`;
}

/**
 * @param {string} handler
 * @param {string} id
 * @param {Query} params
 * @return {string}
 */
function urlOf(handler, id, params) {
  return `/${handler}/${encodeURIComponent(id)}${queryOf(params)}`;
}

export class CreatorApi {
  /** @param {string} expId */
  constructor(expId) {
    this.expId = expId;
    /** @type {Map<number, Promise<wire.Exploration>>} */
    this.explorations = new Map();
    /** @type {List<wire.CommentsResponse, wire.CommentRequest>} */
    this.comments = this.list('ratings', 'POST', 'event_id');
    /** @type {List<wire.LearnerAnswerInfosResponse, wire.InfoRequest>} */
    this.answerDetails = this.list(
      'learner_answer_details', 'POST', 'learner_answer_info_id');
    /** @type {List<wire.ClassesResponse, wire.ClassRequest>} */
    this.classes = this.list('classes', 'PUT', 'name');
    /**
     * @type {List<wire.PicturesResponse, wire.PictureRequest,
     *     wire.ListedPicture>}
     */
    this.pictures = this.list('assets', 'POST', 'name');
    /** @type {List<wire.MembersResponse, wire.RoleRequest>} */
    this.members = this.list('rights', 'PUT', 'user_id');
    /** @type {List<wire.SharedLinksResponse, wire.SharedLinkRequest>} */
    this.sharedLinks = this.list('shared_links', 'POST', 'link_id');
  }

  /**
   * @param {string} route
   * @param {'POST'|'PUT'} method that adds or changes an item.
   * @param {string} idName the parameter with the id of an item.
   * @return {List<any, any>}
   */
  list(route, method, idName) {
    return {
      load: () => getJson(this.url(route)),
      send: (sent) => sendJson(method, this.url(route), sent),
      remove: (id) => sendJson('DELETE', this.url(route, {[idName]: id})),
    };
  }

  /**
   * @param {string} route
   * @param {Query} [params]
   * @return {string}
   */
  url(route, params = {}) {
    return urlOf(`createhandler/${route}`, this.expId, params);
  }

  /**
   * @param {number|null} version null is the latest.
   * @param {CutQuery} cut the part of the plays.
   * @return {Promise<wire.StatisticsResponse>}
   */
  getStatistics(version, cut) {
    return getJson(this.url('statistics', {v: version, ...cut}));
  }

  /**
   * @param {number|null} version null is the latest.
   * @param {CutQuery} cut the part of the plays.
   * @return {Promise<wire.ProcessedStatisticsResponse>}
   */
  getProcessed(version, cut) {
    return getJson(this.url('processed_statistics', {v: version, ...cut}));
  }

  /**
   * @param {string} stateName
   * @param {number|null} version null is the latest.
   * @param {CutQuery} cut the part of the plays.
   * @return {Promise<wire.StateView>}
   */
  getStateDetails(stateName, version, cut) {
    return getJson(this.url('state_interaction_stats',
      {state_name: stateName, v: version, ...cut}));
  }

  /**
   * @param {number|null} version null is the latest.
   * @param {CutQuery} cut the part of the plays.
   * @return {Promise<wire.LessonSheet>}
   */
  getLessonSheet(version, cut) {
    return getJson(this.url('lesson_sheet', {v: version, ...cut}));
  }

  /**
   * @param {number|null} version null is the latest.
   * @return {Promise<wire.TasksResponse>}
   */
  getTasks(version) {
    return getJson(this.tasksUrl({v: version}));
  }

  /**
   * @param {wire.DecisionRequest} decision
   * @return {Promise<wire.TaskResponse>}
   */
  changeTask(decision) {
    return sendJson('POST', this.tasksUrl(), decision);
  }

  /** @return {Promise<wire.DecisionsResponse>} the latest first. */
  getDecisions() {
    return getJson(urlOf('improvements/decisions', this.expId, {}));
  }

  /**
   * @param {Query} [params]
   * @return {string}
   */
  tasksUrl(params = {}) {
    return urlOf('improvements/exploration', this.expId, params);
  }

  /**
   * @param {string} taskId
   * @param {number|null} version null is the latest.
   * @return {Promise<wire.PlaythroughsResponse>}
   */
  getPlaythroughs(taskId, version) {
    return getJson(urlOf('playthroughdatahandler', this.expId,
      {task_id: taskId, v: version}));
  }

  /**
   * @param {string} a a side: `v3` or `2026-10-01..2026-10-31`.
   * @param {string} b
   * @return {Promise<wire.Comparison>}
   */
  getComparison(a, b) {
    return getJson(this.url('comparison', {a, b}));
  }

  /**
   * @param {number} a
   * @param {number} b
   * @return {Promise<wire.VersionDifference>} from version `a` to `b`.
   */
  getDifference(a, b) {
    return getJson(this.url('version_difference', {a, b}));
  }

  /**
   * Folds the plays of this exploration now.
   *
   * @return {Promise<wire.FoldResponse>}
   */
  fold() {
    return sendJson('POST', this.url('fold'), {});
  }

  /**
   * Compares a part of the counters with the log, and corrects them.
   *
   * @param {boolean} isNew whether to begin another audit.
   * @return {Promise<wire.AuditResponse>}
   */
  audit(isNew) {
    return sendJson('POST', this.url('audit'), {is_new: isNew});
  }

  /** @return {Promise<wire.ExclusionsResponse>} */
  getExclusions() {
    return getJson(this.url('exclusions'));
  }

  /**
   * Leaves plays out of the figures or includes them again, in parts.
   *
   * @param {wire.ExclusionRequest} request
   * @return {Promise<wire.ExclusionsChangedResponse>}
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
    return this.url('event_log', {format, ...days});
  }

  /**
   * @param {number|null} [version] null is the latest.
   * @return {Promise<wire.ExplorationDataResponse>}
   */
  getData(version = null) {
    return getJson(this.url('data', {v: version}));
  }

  /**
   * @param {'yaml'|'zip'} format
   * @return {string} URL of the latest version as a file.
   */
  exportUrl(format) {
    return this.url('export', {format});
  }

  /**
   * @param {number} version
   * @return {Promise<wire.Exploration>} loaded once,
   *     as a version never changes.
   */
  getExploration(version) {
    const cached = this.explorations.get(version);
    if (cached) return cached;
    const loading = this.getData(version).then((data) => data.exploration);
    this.explorations.set(version, loading);
    // Forgets a failure, so that the next attempt can succeed.
    loading.catch(() => this.explorations.delete(version));
    return loading;
  }

  /**
   * @param {wire.LikelyRenamesRequest} edit that is about to be saved.
   * @return {Promise<wire.LikelyRenamesResponse>} the renames that the
   *     edit probably contains without declaring them.
   */
  getLikelyRenames(edit) {
    return sendJson('POST', this.url('likely_renames'), edit);
  }

  /**
   * @param {string} yaml a text that is not saved yet.
   * @return {Promise<wire.CheckResponse>}
   */
  check(yaml) {
    return sendJson('POST', this.url('check'), {yaml});
  }

  /**
   * @param {string} yaml a text that is not saved yet.
   * @return {Promise<wire.PreviewResponse>}
   */
  preview(yaml) {
    return sendJson('POST', this.url('preview'), {yaml});
  }

  /**
   * @param {wire.SaveRequest} edit
   * @return {Promise<wire.SavedResponse>}
   */
  save(edit) {
    return sendJson('PUT', this.url('data'), edit);
  }

  /**
   * @param {number} currentVersion
   * @param {number} revertToVersion
   * @return {Promise<wire.SavedResponse>}
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
   * @return {Promise<wire.DeletedResponse>}
   */
  deleteExploration() {
    return sendJson('DELETE', this.url('data'));
  }

  /**
   * @param {boolean} makePublic
   * @return {Promise<wire.StatusResponse>}
   */
  setPublic(makePublic) {
    return sendJson('PUT', this.url('status'), {make_public: makePublic});
  }

  /**
   * @param {number} kAnonymity how many learners must have given an answer in
   *     their own words before creators read it.
   * @return {Promise<wire.AnonymityResponse>}
   */
  setKAnonymity(kAnonymity) {
    return sendJson('PUT', this.url('k_anonymity'), {k_anonymity: kAnonymity});
  }
}

/** The API for readers of a shared link, who may only read. */
export class SharedApi extends CreatorApi {
  /**
   * @param {string} expId
   * @param {string} token of the link.
   */
  constructor(expId, token) {
    super(expId);
    this.token = token;
  }

  /**
   * @param {string} route
   * @param {Query} [params]
   * @return {string}
   */
  url(route, params = {}) {
    return urlOf(`sharedhandler/${route}`, this.token, params);
  }
}
