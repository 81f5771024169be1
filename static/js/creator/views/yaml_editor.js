/**
 * An editor of YAML as a custom element that behaves like a <textarea>: it has
 * a value and fires `input`. It has a shadow root because CodeMirror adopts its
 * style sheets there; the CSP forbids the alternative, inline styles.
 */

import {autocompletion} from '@codemirror/autocomplete';
import {yaml} from '@codemirror/lang-yaml';
import {HighlightStyle, syntaxHighlighting} from '@codemirror/language';
import {lintGutter, setDiagnostics} from '@codemirror/lint';
import {Compartment, EditorState} from '@codemirror/state';
import {EditorView} from '@codemirror/view';
import {tags} from '@lezer/highlight';
import {basicSetup} from 'codemirror';

import {completionsAt} from '../domain/yaml_completions.js';

/** @import {InputProblem} from '../../domain/wire_types.js' */
/** @import {ExplorationNames as Names} from '../../domain/wire_types.js' */

const THEME = EditorView.theme({
  '&': {
    height: '100%', color: 'var(--app-text)',
    backgroundColor: 'var(--app-surface)', fontSize: '0.875rem',
  },
  '&.cm-focused': {outline: 'none'},
  '.cm-scroller': {fontFamily: 'inherit', overflow: 'auto'},
  '.cm-content': {caretColor: 'var(--app-text)'},
  '.cm-cursor': {borderLeftColor: 'var(--app-text)'},
  '.cm-gutters': {
    color: 'var(--app-muted)', backgroundColor: 'var(--app-surface-sunken)',
    borderRight: '1px solid var(--app-border)',
  },
  '.cm-activeLine, .cm-activeLineGutter': {
    backgroundColor: 'rgb(var(--app-accent-rgb), 0.08)',
  },
  '.cm-activeLineGutter': {color: 'var(--app-text)'},
  ['&.cm-focused > .cm-scroller > .cm-selectionLayer ' +
    '.cm-selectionBackground, .cm-selectionBackground']: {
    backgroundColor: 'rgb(var(--app-accent-rgb), 0.25)',
  },
  '.cm-tooltip, .cm-panels': {
    color: 'var(--app-text)', backgroundColor: 'var(--app-surface)',
    border: '1px solid var(--app-border-strong)',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    color: 'var(--app-on-accent)', backgroundColor: 'var(--app-accent)',
  },
  '.cm-completionDetail': {fontStyle: 'normal', opacity: '0.85'},
  '.cm-foldPlaceholder': {
    color: 'var(--app-muted)', backgroundColor: 'var(--app-surface-sunken)',
    borderColor: 'var(--app-border)',
  },
  '.cm-textfield, .cm-button': {
    color: 'inherit', background: 'var(--app-surface)',
    border: '1px solid var(--app-border-strong)',
  },
});

const HIGHLIGHTING = HighlightStyle.define([
  {tag: [tags.definition(tags.propertyName), tags.propertyName],
    color: 'var(--app-accent)', fontWeight: '600'},
  {tag: tags.comment, color: 'var(--app-muted)', fontStyle: 'italic'},
  {tag: tags.string, color: 'var(--app-good)'},
  {tag: [tags.number, tags.bool, tags.null, tags.keyword],
    color: 'var(--app-warn)'},
  {tag: tags.invalid, color: 'var(--app-bad)'},
]);

export class YamlEditor extends HTMLElement {
  constructor() {
    super();
    /** @type {Names|null} what can be completed. */
    this.names = null;
    this.isSetting = false;
    this.areWarnings = false;
    this.locks = new Compartment();
    const root = this.attachShadow({mode: 'open', delegatesFocus: true});
    // CodeMirror's own `input` events precede the change of its state.
    root.addEventListener('input', (event) => event.stopPropagation());
    this.view = new EditorView({root, parent: root, state: this.stateOf('')});
  }

  /**
   * @param {string} doc
   * @return {EditorState} without a history of changes.
   */
  stateOf(doc) {
    return EditorState.create({doc, extensions: [
      basicSetup, yaml(), lintGutter(), EditorView.lineWrapping, THEME,
      syntaxHighlighting(HIGHLIGHTING),
      autocompletion({override: [(context) => this.complete(context)]}),
      this.locks.of(EditorState.readOnly.of(this.readOnly)),
      EditorView.contentAttributes.of({
        'aria-label': this.getAttribute('label') ?? '',
        'autocapitalize': 'off', 'tabindex': '0',
      }),
      EditorView.domEventHandlers({beforeinput: replaceSelection}),
      EditorView.updateListener.of(({docChanged}) => {
        if (!docChanged || this.isSetting) return;
        this.dispatchEvent(new Event('input'));
      }),
    ]});
  }

  connectedCallback() {
    // The constructor ran before the element had its attributes.
    if (this.value === '') this.view.setState(this.stateOf(''));
  }

  get value() {
    return this.view.state.doc.toString();
  }

  set value(text) {
    if (text === this.value) return;
    this.isSetting = true;
    this.view.setState(this.stateOf(text));
    this.isSetting = false;
  }

  get readOnly() {
    return this.view?.state.readOnly ?? false;
  }

  set readOnly(isReadOnly) {
    if (isReadOnly === this.readOnly) return;
    this.view.dispatch({
      effects: this.locks.reconfigure(EditorState.readOnly.of(isReadOnly)),
    });
  }

  /** @param {FocusOptions} [options] */
  focus(options) {
    this.view.contentDOM.focus(options);
  }

  /**
   * Selects a part of the text and shows it.
   *
   * @param {number} start
   * @param {number} end
   */
  setSelectionRange(start, end) {
    this.view.dispatch({
      selection: {anchor: start, head: end},
      effects: EditorView.scrollIntoView(start, {y: 'center'}),
    });
  }

  get selectionStart() {
    return this.view.state.selection.main.from;
  }

  get selectionEnd() {
    return this.view.state.selection.main.to;
  }

  /** @param {string} text put in the place of the selection. */
  insert(text) {
    this.view.dispatch(this.view.state.replaceSelection(text));
    this.focus();
  }

  /** @param {readonly InputProblem[]} problems marked at their lines. */
  set problems(problems) {
    const {state} = this.view;
    const diagnostics = problems.flatMap(({line, path, message}) => {
      if (line === null || line > state.doc.lines) return [];
      const {from, to, text} = state.doc.line(line);
      const field = path.split('.').at(-1);
      return {
        from: from + text.search(/\S|$/), to,
        severity: this.areWarnings ? 'warning' : 'error',
        message: field ? `${field}: ${message}` : message,
      };
    });
    this.view.dispatch(setDiagnostics(
      state, /** @type {import('@codemirror/lint').Diagnostic[]} */ (
        diagnostics)));
  }

  /**
   * @param {import('@codemirror/autocomplete').CompletionContext} context
   * @return {import('@codemirror/autocomplete').CompletionResult|null}
   */
  complete({pos, explicit}) {
    const completions =
      this.names && completionsAt(this.value, pos, this.names);
    if (!completions) return null;
    const {from, options, isValue} = completions;
    return from === pos && !explicit && !isValue ? null :
      {from, options, validFor: /^[\w ]*$/};
  }
}

/**
 * Replaces selected text by typed text. A browser would copy the style of the
 * replaced text inline, which the CSP forbids.
 *
 * @param {InputEvent} event
 * @param {EditorView} view
 * @return {boolean} whether it replaced the text.
 */
function replaceSelection({inputType, data}, view) {
  const {state, composing} = view;
  if (inputType !== 'insertText' || !data || composing || state.readOnly ||
      state.selection.main.empty) return false;
  view.dispatch(state.update(state.replaceSelection(data), {
    userEvent: 'input.type', scrollIntoView: true,
  }));
  return true;
}

customElements.define('yaml-editor', YamlEditor);
