/**
 * State that belongs to one place in a template, such as whether a table is
 * open. It lives as long as the place is drawn.
 */

import {nothing} from 'lit-html';
import {AsyncDirective, directive} from 'lit-html/async-directive.js';

class WithState extends AsyncDirective {
  /** @type {unknown} */
  state = undefined;

  /** @type {(state: any, redraw: () => void) => unknown} */
  view = () => nothing;

  redraw = () => {
    if (this.isConnected) this.setValue(this.view(this.state, this.redraw));
  };

  /**
   * @param {(redraw: () => void) => unknown} create
   * @param {(state: any, redraw: () => void) => unknown} view
   */
  render(create, view) {
    this.view = view;
    this.state ??= create(this.redraw);
    return view(this.state, this.redraw);
  }

  reconnected() {
    this.redraw();
  }
}

const stateful = directive(WithState);

/**
 * @template State
 * @param {(redraw: () => void) => State} create called once for each place.
 * @param {(state: State, redraw: () => void) => unknown} view draws the
 *     state; `redraw`, called after a change of the state, draws it again.
 */
export function withState(create, view) {
  return stateful(create, view);
}
