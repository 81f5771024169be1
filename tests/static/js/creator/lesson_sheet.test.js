/** One page lists the wrong answers of a class, as typed. */

import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {lessonSheet} from
  '../../../../static/js/creator/domain/lesson_sheet.js';

/**
 * @param {string} name
 * @param {object} [changes]
 * @return {any}
 */
function card(name, changes = {}) {
  return {
    state_name: name, interaction_id: 'TextInput', is_question: true,
    first_try: {value: 0.4, successes: 8, n: 20},
    eventual_success: {value: 0.9, successes: 18, n: 20},
    answers: [{answer: 'Lima', num_sessions: 9}], num_others: 3, ...changes,
  };
}

/** @type {any} */
const LESSON = {
  param_specs: {}, param_changes: [], states: {A: {
    content: {html: '<p>What is the <b>capital</b> of Peru?</p>'},
    interaction: {
      hints: [], solution: null,
      customization_args: {choices: {value: ['<p>Lima</p>', '<p>Hen</p>']}},
    },
  }},
};

/**
 * @param {any[]} cards
 * @param {any} [exploration]
 */
function sheet(cards, exploration = LESSON) {
  return lessonSheet(/** @type {any} */ (
    {states: cards, k_anonymity: 3}), exploration);
}

describe('the lesson sheet', () => {
  it('says what was asked, how many were right, and what was answered', () => {
    const {mistakes: {items: [item]}} = sheet([card('A')]);
    assert.equal(item.question, 'What is the capital of Peru?');
    assert.equal(item.result.replaceAll('\u00a0', ' '),
      'Right at first 40 % (8 of 20), in the end 90 % (18 of 20)');
    assert.deepEqual(item.answers, [{text: 'Lima', count: 9}]);
    assert.match(item.others, /^3 learners began with other answers .*fewer than 3 learners/);
  });

  it('keeps the end of a long text, which asks the question', () => {
    const lesson = structuredClone(LESSON);
    lesson.states.A.content.html =
      `<p>${'It is long. '.repeat(20)}</p><p>Which city is it?</p>`;
    const {mistakes: {items: [{question}]}} = sheet([card('A')], lesson);
    assert.match(question, /^…(is|long\.|It) .*Which city is it\?$/);
    assert.ok(question.length <= 160);
  });

  it('lists the most wrong answers first, and counts the cards ' +
      'without room', () => {
    const cards = Array.from({length: 9}, (_, index) => card(`Q${index}`, {
      first_try: {value: 0, successes: 20 - index, n: 20},
    }));
    const {mistakes} = sheet(cards);
    assert.deepEqual(mistakes.items.map(({stateName}) => stateName),
      ['Q8', 'Q7', 'Q6', 'Q5', 'Q4', 'Q3']);
    // No learner answered the first card wrongly.
    assert.equal(mistakes.numMore, 2);
  });

  it('lists open questions separately', () => {
    const {mistakes, open} = sheet([card('Open', {is_question: false})]);
    assert.deepEqual(mistakes.items, []);
    assert.equal(open.items[0].result, '20 learners answered');
  });

  it('reads choices from their card, or as recorded without the card', () => {
    const asked = card('A', {
      interaction_id: 'MultipleChoiceInput',
      answers: [{answer: 1, num_sessions: 4}],
    });
    assert.equal(sheet([asked]).mistakes.items[0].answers[0].text, 'Hen');
    const {items: [item]} = sheet([asked], null).mistakes;
    assert.equal(item.question, '');
    assert.match(item.answers[0].text, /choice 2/);
  });

  it('gives no percentage of few learners', () => {
    const few = card('A', {first_try: {value: 0.5, successes: 1, n: 2}});
    assert.match(sheet([few]).mistakes.items[0].result,
      /^Right at first 1 of 2,/);
  });
});
