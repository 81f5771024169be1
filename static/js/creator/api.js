/**
 * The server, as the pages of one exploration need it.
 */

import {getJson, sendJson} from '../lib/http.js';

/** @import {StatisticsAnswer as Stats} from './domain/statistics_model.js' */
/** @import {Exploration} from './domain/exploration_graph.js' */

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
 * @typedef {object} ExplorationData
 * @property {string} exp_id
 * @property {number} exp_version
 * @property {Exploration} exploration
 * @property {string} yaml
 * @property {Commit[]} commits
 * @property {Rights} rights
 */

/**
 * @typedef {object} Edit
 * @property {number} version the version that was edited.
 * @property {string} yaml
 * @property {Record<string, string>} renames old name of a card to its new.
 * @property {string} commit_message
 */

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
    const query = version === null ? '' : `?v=${version}`;
    return getJson(this.url('statistics') + query);
  }

  /**
   * @return {Promise<ExplorationData>} of the latest version.
   */
  getData() {
    return getJson(this.url('data'));
  }

  /**
   * @param {number} version
   * @return {Promise<Exploration>} fetched once: a version never changes.
   */
  getExploration(version) {
    const known = this.explorations.get(version);
    if (known) return known;
    const asked = getJson(`${this.url('data')}?v=${version}`)
      .then((/** @type {ExplorationData} */ data) => data.exploration);
    this.explorations.set(version, asked);
    // A failure is not kept, so that the next try can succeed.
    asked.catch(() => this.explorations.delete(version));
    return asked;
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
   * @param {boolean} makePublic
   * @return {Promise<unknown>}
   */
  setPublic(makePublic) {
    return sendJson('PUT', this.url('status'), {make_public: makePublic});
  }
}
