/**
 * The text of an exploration in an editor, and its problems. A <textarea>
 * replaces the editor until it is loaded, and if it cannot be.
 */

import {html, nothing} from 'lit-html';
import {live} from 'lit-html/directives/live.js';

import {LIMITS} from '../../domain/wire_contract.js';
import {getJson} from '../../lib/http.js';
import {formatQuantity} from '../domain/formats.js';
import {failureOf} from '../lib/failures.js';
import {onValue} from '../lib/fields.js';
import {LazyModule} from '../lib/lazy_part.js';
import {TextChecker} from '../lib/text_checker.js';

/** @import {TemplateResult as Template} from 'lit-html' */
/**
 * @import {
 *   CheckResponse, FormatResponse, InputProblem
 * } from '../../domain/wire_types.js'
 */
/** @import {Failure} from '../lib/failures.js' */
/** @import {CreatorApi} from '../api.js' */
/** @import {YamlEditor} from './yaml_editor.js' */

const LABEL = 'The exploration as YAML';

const editor = new LazyModule(() => import('./yaml_editor.js'));

/** @type {CheckResponse} */
const NOTHING_WRONG = {prevents: null, problems: []};

export class TextPanel {
  /**
   * @param {CreatorApi} api
   * @param {(text: string) => void} onInput
   * @param {() => void} redraw
   */
  constructor(api, onInput, redraw) {
    this.onInput = onInput;
    this.redraw = redraw;
    this.result = NOTHING_WRONG;
    /** The reason if the text could not be checked. */
    this.failure = '';
    /** @type {FormatResponse|null} */
    this.format = null;
    this.checker = new TextChecker({
      check: (text) => text.length > LIMITS.MAX_EXPLORATION_BYTES ?
        Promise.resolve(tooLong(text)) : api.check(text),
      onResult: (result) => this.show(result),
      onFailure: (error) => {
        this.failure = failureOf(error).message;
        redraw();
      },
    });
  }

  /** Loads the editor and the names that it completes. */
  async load() {
    const format = getJson('/help/explorations?format=json').catch(() => null);
    const field = this.field();
    await editor.fetch();
    const hadFocus = field !== null && document.activeElement === field;
    const {selectionStart = 0, selectionEnd = 0} = field ?? {};
    this.redraw();
    if (hadFocus) this.select(selectionStart, selectionEnd);
    this.format = await format;
    this.redraw();
  }

  /** @return {HTMLTextAreaElement|YamlEditor|null} */
  field() {
    return /** @type {HTMLTextAreaElement|YamlEditor|null} */ (
      document.getElementById('yaml'));
  }

  /**
   * Selects a part of the text and moves the focus there.
   *
   * @param {number} start
   * @param {number} end
   */
  select(start, end) {
    const field = this.field();
    field?.focus();
    field?.setSelectionRange(start, end);
    if (!(field instanceof HTMLTextAreaElement)) return;
    const line = field.value.slice(0, start).split('\n').length - 1;
    const lineHeight = field.scrollHeight / field.value.split('\n').length;
    field.scrollTop = line * lineHeight;
  }

  /**
   * @param {string} text put at the cursor.
   * @return {boolean} false where it cannot be: while the text is being saved,
   *     and before the author has placed the cursor.
   */
  insert(text) {
    const field = this.field();
    if (!field || field.readOnly || field.selectionEnd === 0) return false;
    if (field instanceof HTMLTextAreaElement) {
      field.setRangeText(text, field.selectionStart, field.selectionEnd, 'end');
      field.focus();
      this.take(field.value);
    } else {
      field.insert(text);
    }
    return true;
  }

  /** @param {string} text that the author has changed. */
  take(text) {
    this.onInput(text);
    this.checker.later(text);
  }

  /** Drops the results of checks; called with a newly loaded text. */
  reset() {
    this.checker.cancel();
    this.show(NOTHING_WRONG);
  }

  /** @param {CheckResponse} result */
  show(result) {
    this.result = result;
    this.failure = '';
    const field = this.field();
    this.redraw();
    if (field && 'problems' in field) {
      field.areWarnings = result.prevents === null;
      field.problems = result.problems;
    }
  }

  /** @param {Failure} failure of saving or previewing. */
  showProblems({problems}) {
    if (problems?.length) {
      this.show({prevents: 'saving', problems: [...problems]});
    }
  }

  /**
   * @param {string} text
   * @param {boolean} isReadOnly
   * @return {Template}
   */
  template(text, isReadOnly) {
    const onInput = onValue((value) => this.take(value));
    return html`${editor.value ? html`<yaml-editor id="yaml"
        class="form-control yaml-editor" label=${LABEL}
        .names=${this.format?.names ?? null} .value=${live(text)}
        .readOnly=${isReadOnly} @input=${onInput}></yaml-editor>` :
      html`<textarea id="yaml" class="form-control yaml-editor"
        spellcheck="false" autocapitalize="off" autocomplete="off" wrap="off"
        aria-describedby="yaml-version" .value=${live(text)}
        ?readonly=${isReadOnly} @input=${onInput}></textarea>`}
      <p class="form-text">${editor.value ? html`Tab leaves the text; Ctrl + ]
        and Ctrl + [ indent it. Ctrl + Space completes names, F8 goes to the
        next problem. ` : nothing}<a href="/help/explorations"
        target="_blank">How explorations are written</a></p>
      ${this.problems(text)}`;
  }

  /**
   * @param {string} text
   * @return {Template}
   */
  problems(text) {
    const {prevents, problems} = this.result;
    const many = formatQuantity(problems.length, 'problem');
    const summary = prevents === 'saving' ? `${many} to fix before saving` :
      prevents ? `It can be saved; ${many} to fix before publishing` :
        problems.length && 'It can be saved. Please look at ' +
          formatQuantity(problems.length, 'rule');
    return html`<div class="text-problems">
      <p role="status" class="mb-1 ${summary ? 'fw-semibold' : 'app-muted'}">${
  this.failure ? `The text was not checked. ${this.failure}` :
    summary || ''}</p>
      ${problems.length ? html`<ol class="list-unstyled mb-0"
        aria-label="Problems in the text">${problems.map((problem) =>
    html`<li class="text-break">${this.placeOf(problem, text)}
      ${problem.path ? html`<code>${problem.path}</code> – ` : nothing}${
  problem.message}</li>`)}</ol>` : nothing}
    </div>`;
  }

  /**
   * @param {InputProblem} problem
   * @param {string} text
   * @return {Template|typeof nothing} a button that goes to its line.
   */
  placeOf({line}, text) {
    if (line === null) return nothing;
    return html`<button type="button" class="btn btn-sm btn-link p-0
      align-baseline" @click=${() => {
    const lines = text.split('\n');
    const start = lines.slice(0, line - 1).join('\n').length +
      (line > 1 ? 1 : 0);
    this.select(start, start + (lines[line - 1]?.length ?? 0));
  }}>Line ${line}</button>`;
  }
}

/**
 * @param {string} text
 * @return {CheckResponse}
 */
function tooLong(text) {
  const message = `the text has ${text.length} characters; it may have ${
    LIMITS.MAX_EXPLORATION_BYTES}`;
  return {prevents: 'saving', problems: [{path: '', line: null, message}]};
}
