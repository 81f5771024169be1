/**
 * The cards whose answers tasks quote: a choice is recorded as its number, and
 * only the card has its text.
 */

/** @import {CreatorApi} from '../api.js' */
/**
 * @import {
 *   DecidedTask as Task, Exploration
 * } from '../../domain/wire_types.js'
 */
/** @import {PageData} from '../domain/page_data.js' */

export class TaskCards {
  /**
   * @param {CreatorApi} api
   * @param {() => void} onLoaded
   */
  constructor(api, onLoaded) {
    this.api = api;
    this.onLoaded = onLoaded;
    this.version = 0;
    /** @type {Exploration|null} */
    this.exploration = null;
    this.isLoading = false;
  }

  /**
   * Loads the cards if a task quotes answers.
   *
   * @param {PageData} data
   * @return {Promise<void>}
   */
  async load({answer, processed}) {
    const version = answer.exp_version;
    const isWanted = processed?.tasks.some(
      ({evidence}) => evidence.answers?.length);
    if (!isWanted || version === this.version) return;
    this.version = version;
    this.isLoading = true;
    // Without the exploration, answers are shown as recorded.
    const loaded = await this.api.getExploration(version).catch(() => null);
    // Another version may have been requested in the meantime.
    if (version !== this.version) return;
    this.exploration = loaded;
    if (!loaded) this.version = 0;
    this.isLoading = false;
    this.onLoaded();
  }

  /**
   * @param {Task} task
   * @return {Record<string, {value: any}>} of its card.
   */
  argsOf({state_name: name}) {
    const states = this.exploration?.states ?? {};
    if (name === null || !Object.hasOwn(states, name)) return {};
    return states[name].interaction.customization_args ?? {};
  }
}
