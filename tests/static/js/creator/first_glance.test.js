/** The figures that a page shows first: each percentage has its count. */

import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {
  headlinesOf, latestChangeOf, placesOfLeaving, placesOfMistakes,
} from '../../../../static/js/creator/domain/first_glance.js';
import {cardRowsOf} from
  '../../../../static/js/creator/domain/statistics_model.js';
import {explorationCounts} from '../../../../static/js/domain/counts.js';
import {answer, counts} from './answers.js';
import {pageData, processedView} from './processed.js';

/**
 * @import {
 *   StateFigures, WrongAnswer
 * } from '../../../../static/js/domain/wire_types.js'
 */

/**
 * @param {Record<string, [entered: number, left: number]>} cards
 * @return {ReturnType<typeof placesOfLeaving>}
 */
function leavingPlaces(cards) {
  return placesOfLeaving(cardRowsOf(answer({
    state_order: Object.keys(cards), init_state_name: Object.keys(cards)[0],
    terminal_state_names: [],
    state_stats_mapping: Object.fromEntries(Object.entries(cards).map(
      ([name, [entered, left]]) => [name, counts({
        total_hit_count: entered, num_completions: entered - left,
      })])),
  })));
}

/**
 * @param {Record<string, [wrong: number, n: number]>} questions
 * @param {Record<string, any>} [wrongAnswers]
 */
function mistakes(questions, wrongAnswers = {}) {
  const states = Object.fromEntries(Object.entries(questions).map(
    ([name, [wrong, n]]) =>
      [name, /** @type {any} */ ({first_try: {successes: n - wrong, n}})]));
  return placesOfMistakes({states, wrong_answers: wrongAnswers});
}

/**
 * @param {string} text
 * @return {string}
 */
function plain(text) {
  return text.replaceAll('\u00a0', ' ');
}

/**
 * @param {[number, number]} before
 * @param {[number, number]} since
 * @param {string[]} [names]
 */
function changeOf(before, since, names = ['Quiz']) {
  const rate = (/** @type {[number, number]} */ [successes, n]) =>
    ({value: null, successes, n, low: 0, high: 1});
  const change = latestChangeOf(pageData({processed: processedView({
    latest_change: {
      version: 3, state_names: names, before: rate(before), since: rate(since),
    },
    version_markers: [{version: 3, day: '2025-02-01', commit_message: ''}],
  })}));
  assert.ok(change);
  return change;
}

describe('the places where most leave', () => {
  it('are the three that most learners left, however uncertain ' +
      'their rates', () => {
    const places = leavingPlaces(
      {A: [189, 18], B: [12, 3], C: [126, 15], D: [5, 4], E: [9, 0]});
    assert.deepEqual(
      places.map(({stateName}) => stateName), ['A', 'C', 'D']);
    assert.equal(plain(places[0].text), '18 of 189 left here (10 %)');
    assert.equal(plain(places[0].detail), 'likely 6–15 %');
  });

  it('have no percentage of fewer than ten', () => {
    const [place] = leavingPlaces({A: [9, 4]});
    assert.deepEqual([place.text, place.detail], ['4 of 9 left here', '']);
  });

  it('are empty if nobody left', () => {
    assert.deepEqual(leavingPlaces({A: [20, 0]}), []);
  });

  it('leave out end cards', () => {
    const rows = cardRowsOf(answer());
    assert.ok(placesOfLeaving(rows).every(({stateName}) =>
      stateName !== 'End'));
  });
});

describe('the questions with the most wrong first answers', () => {
  it('are ordered by the lower bound of their rate', () => {
    const places = mistakes({
      Few: [2, 2], Many: [40, 100], None: [0, 50],
      Half: [9, 20], Some: [30, 100],
    });
    assert.deepEqual(
      places.map(({stateName}) => stateName), ['Few', 'Many', 'Half']);
    assert.equal(plain(places[1].text), '40 of 100 wrong at first (40 %)');
    assert.equal(places[0].text, '2 of 2 wrong at first');
  });

  it('quote the most common wrong answer as the card shows it', () => {
    const [place] = mistakes({A: [9, 20]}, {A: {
      interaction_id: 'MultipleChoiceInput', answer: '<p>Hen</p>',
      share: {successes: 7},
    }});
    assert.equal(place.detail, 'most often first “Hen”, by 7 learners');
  });

  it('say that no wrong answer may be shown', () => {
    assert.match(mistakes({A: [9, 20]})[0].detail, /often enough/);
    const [place] = mistakes({A: [9, 20]}, {A: {
      interaction_id: 'NumericInput', answer: 69, share: {successes: 1},
    }});
    assert.match(place.detail, /often enough/);
  });
});

describe('the headlines', () => {
  it('say how many started and finished, with the interval', () => {
    const [started, finished] = headlinesOf(pageData(), null);
    assert.deepEqual(
      [started.value, started.note], ['10', 'of 12 who opened it']);
    assert.equal(plain(finished.value), '60 %');
    assert.match(plain(finished.note), /^6 of 10, likely 31–83 %$/);
  });

  it('omit completions if the first card is the end', () => {
    const headlines = headlinesOf(
      pageData({answer: answer({init_state_name: 'End'})}), null);
    assert.deepEqual(headlines.map(({name}) => name), ['Started']);
  });

  it('show counts without a percentage below ten learners', () => {
    const [, finished] = headlinesOf(pageData(
      {answer: answer({num_actual_starts: 9})}), null);
    assert.deepEqual([finished.value, finished.note, finished.rate],
      ['6 of 9', 'too few for a percentage', null]);
  });

  it('compare with earlier plays only if there were any', () => {
    const plays = explorationCounts({
      num_starts: 200, num_actual_starts: 200, num_completions: 150,
    });
    const comparison = {
      length: 28, now: plays, before: {...plays, num_completions: 100},
      hasBefore: true, all: plays,
    };
    assert.match(headlinesOf(pageData(), comparison)[1].change, /▲ higher/);
    assert.equal(headlinesOf(
      pageData(), {...comparison, hasBefore: false})[1].change, '');
  });
});

describe('the latest change', () => {
  it('is unknown until the plays are processed', () => {
    assert.equal(latestChangeOf(pageData({processed: null})), null);
  });

  it('says so in the first version', () => {
    assert.match(latestChangeOf(pageData())?.value ?? '', /First version/);
  });

  it('is judged only if chance is an unlikely explanation', () => {
    const better = changeOf([100, 200], [150, 200]);
    assert.equal(better.name, 'Since version 3, 1 Feb');
    assert.equal(plain(better.value), '75 % finished');
    assert.equal(plain(better.note), 'of 200; before 50 % of 200: ▲ higher');
    assert.match(changeOf([150, 200], [100, 200]).note, /▼ lower/);
    assert.match(changeOf([10, 20], [12, 20]).note, /no clear change/);
  });

  it('is not judged from too few plays', () => {
    assert.equal(changeOf([100, 200], [3, 4]).value, '3 of 4 finished');
    assert.match(changeOf([100, 200], [3, 4]).note, /too few to compare/);
    assert.match(changeOf([1, 2], [15, 20]).note, /before 1 of 2: too few/);
    assert.match(changeOf([1, 2], [0, 0]).note, /Nobody has played/);
    assert.match(changeOf([0, 0], [1, 2]).note, /Nobody had played/);
  });

  it('names the cards that were changed', () => {
    const cards = (/** @type {string[]} */ ...names) =>
      changeOf([1, 2], [1, 2], names).change;
    assert.equal(cards(), 'No card was changed.');
    assert.equal(cards('A', 'B'), 'Changed: “A”, “B”');
    assert.equal(
      cards('A', 'B', 'C', 'D'), 'Changed: “A”, “B”, “C” and 1 other card');
  });
});
