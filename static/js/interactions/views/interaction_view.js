/**
 * What every view of an interaction promises to the player.
 *
 * @typedef {{
 *   args: import('../interaction_spec.js').Args,
 *   lang: string,
 *   random: () => number,
 *   onSubmit: (answer: unknown) => void,
 * }} ViewOptions `lang` is the language of the lesson. `onSubmit` takes the
 *     answer as typed or chosen; the player classifies or refuses it.
 *
 * @typedef {{
 *   element: HTMLElement,
 *   focus: () => void,
 *   reset: () => void,
 *   showInvalid: (message: string) => void,
 * }} InteractionView `reset`: the answer was taken and the card stays.
 *     `showInvalid`: this was no answer; says why.
 */

export {};
