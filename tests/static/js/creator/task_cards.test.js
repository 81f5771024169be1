/** Everywhere, tasks quote choices in the words of their card. */

import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {TaskCards} from '../../../../static/js/creator/views/task_cards.js';

/** @type {any} the fields of a task that the tests read. */
const TASK = {
  state_name: 'Doors', evidence: {answers: [{answer: 1, frequency: 9}]},
};
const CHOICES = {choices: {value: ['Stay', 'Switch']}};

/**
 * @param {any[]} tasks
 * @param {number} version
 * @return {any} the page data that the tests read.
 */
function data(tasks = [TASK], version = 2) {
  return {answer: {exp_version: version}, processed: {tasks}};
}

/**
 * @param {(version: number) => Promise<any>} getExploration
 */
function cardsFrom(getExploration) {
  /** @type {number[]} */
  const asked = [];
  let drawn = 0;
  /** @type {any} */
  const api = {
    getExploration: (/** @type {number} */ version) => {
      asked.push(version);
      return getExploration(version);
    },
  };
  const cards = new TaskCards(api, () => drawn++);
  return {cards, asked, numDraws: () => drawn};
}

const exploration = () => Promise.resolve(
  {states: {Doors: {interaction: {customization_args: CHOICES}}}});

describe('the cards of tasks', () => {
  it('are fetched once, and drawn when they are there', async () => {
    const {cards, asked, numDraws} = cardsFrom(exploration);
    const loading = cards.load(data());
    assert.equal(cards.isLoading, true);
    await Promise.all([loading, cards.load(data())]);
    assert.equal(cards.isLoading, false);
    assert.deepEqual(asked, [2]);
    assert.equal(numDraws(), 1);
    assert.equal(cards.argsOf(TASK), CHOICES);
    assert.deepEqual(cards.argsOf({...TASK, state_name: 'toString'}), {});
  });

  it('are not fetched for tasks without answers', async () => {
    const {cards, asked} = cardsFrom(exploration);
    await cards.load(data([{state_name: 'Doors', evidence: {}}]));
    await cards.load({...data(), processed: null});
    assert.deepEqual(asked, []);
  });

  it('are requested again after a failure, without blocking', async () => {
    const {cards, asked, numDraws} = cardsFrom(
      () => Promise.reject(new Error('offline')));
    await cards.load(data());
    assert.equal(cards.isLoading, false);
    assert.equal(numDraws(), 1);
    assert.deepEqual(cards.argsOf(TASK), {});
    await cards.load(data());
    assert.deepEqual(asked, [2, 2]);
  });

  it('are those of the version shown last', async () => {
    const late = exploration().then(exploration).then(() => ({states: {}}));
    const {cards} = cardsFrom(
      (version) => version === 1 ? late : exploration());
    await Promise.all([cards.load(data([TASK], 1)), cards.load(data())]);
    assert.equal(cards.argsOf(TASK), CHOICES);
  });

  it('delay the drawing until those of the latest version are loaded',
    async () => {
      /** @type {((found: any) => void)[]} */
      const answers = [];
      const {cards, numDraws} = cardsFrom(
        () => new Promise((resolve) => answers.push(resolve)));
      const loading = [cards.load(data([TASK], 1)), cards.load(data())];
      answers[0]({states: {}});
      await loading[0];
      assert.equal(cards.isLoading, true);
      assert.equal(numDraws(), 0);
      answers[1](await exploration());
      await loading[1];
      assert.equal(cards.isLoading, false);
      assert.equal(numDraws(), 1);
    });
});
