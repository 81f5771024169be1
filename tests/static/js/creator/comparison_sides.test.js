import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {
  daysHint, defaultSides, formatSide, overlapProblem, parseSide,
  presetsOf, problemOf, sidesOf,
} from '../../../../static/js/creator/domain/comparison_sides.js';

/**
 * @import {
 *   Side, Sides
 * } from '../../../../static/js/creator/domain/comparison_sides.js'
 */

const TODAY = '2026-11-23';

/**
 * @param {string} text
 * @return {Side}
 */
function side(text) {
  const parsed = parseSide(text);
  assert.ok(parsed);
  return parsed;
}

/**
 * @param {Sides} sides
 * @return {string[]}
 */
function formatSides({a, b}) {
  return [formatSide(a), formatSide(b)];
}

describe('parseSide', () => {
  it('reads the output of formatSide', () => {
    for (const text of ['v3', '2026-10-01..2026-10-31', 'class:7b']) {
      assert.equal(formatSide(side(text)), text);
    }
  });

  it('refuses an invalid side', () => {
    for (const text of [
      null, '', 'v0', 'v-1', 'v1e3', 'V3', '3', '2026-10-01',
      '2026-02-30..2026-03-01', '2026-10-01..', '2026-1-1..2026-2-2',
      '2026-10-01..2026-10-02..2026-10-03',
    ]) {
      assert.equal(parseSide(text), null, String(text));
    }
  });
});

describe('the sides shown', () => {
  it('are the latest version against the one before', () => {
    const sides = defaultSides(
      {versions: [1, 10, 9], today: TODAY, segments: []});
    assert.deepEqual(formatSides(sides), ['v9', 'v10']);
  });

  it('are four weeks against the four before, if there is a ' +
      'single version', () => {
    assert.deepEqual(
      formatSides(defaultSides({versions: [1], today: TODAY, segments: []})),
      ['2026-09-29..2026-10-26', '2026-10-27..2026-11-23']);
  });

  it('are read from the address, each independently of the other', () => {
    const sides = sidesOf(
      {a: 'v1', b: 'nonsense'},
      {versions: [1, 2, 3], today: TODAY, segments: []});
    assert.deepEqual(formatSides(sides), ['v1', 'v3']);
  });

  it('have presets, which include versions if there are at least two', () => {
    const rest = {today: TODAY, segments: []};
    assert.equal(presetsOf({versions: [1], ...rest}).length, 2);
    assert.equal(presetsOf({versions: [1, 2], ...rest}).length, 3);
  });

  it('have a preset for two classes', () => {
    const segments = ['7a', '7b', '7c'].map((value) => ({
      segment: `class:${value}`, trait: /** @type {const} */ ('class'), value,
      num_sessions: 9,
    }));
    const preset =
      presetsOf({versions: [1], today: TODAY, segments}).at(-1);
    assert.equal(preset?.name, '7a against 7b');
    assert.deepEqual(
      preset && formatSides(preset.sides), ['class:7a', 'class:7b']);
  });

  it('are learners that differ in the same trait', () => {
    const problem = (/** @type {string} */ a, /** @type {string} */ b) =>
      overlapProblem({a: side(a), b: side(b)});
    assert.equal(problem('class:7a', 'class:7b'), null);
    for (const other of ['v1', 'device:phone', '2026-10-01..2026-10-02']) {
      assert.match(problem('class:7a', other) ?? '', /^Learners/);
      assert.match(problem(other, 'class:7a') ?? '', /^Learners/);
    }
    assert.equal(daysHint({a: side('class:7a'), b: side('class:7b')}), null);
    assert.equal(
      problemOf({kind: 'segment', segment: ''}), 'Choose some learners.');
  });
});

describe('problemOf', () => {
  it('explains an invalid range of days', () => {
    assert.equal(problemOf(side('2026-10-01..2026-10-01')), null);
    assert.match(problemOf(side('2026-10-02..2026-10-01')) ?? '', /after/);
    assert.match(
      problemOf({kind: 'days', from: '', to: TODAY}) ?? '', /first day/);
    assert.match(
      problemOf({kind: 'days', from: TODAY, to: ''}) ?? '', /last day/);
  });
});

describe('overlapProblem', () => {
  const problem = (/** @type {string} */ a, /** @type {string} */ b) =>
    overlapProblem({a: side(a), b: side(b)}) ?? '';

  it('says when plays are on both sides', () => {
    assert.match(problem('v2', 'v2'), /same/);
    assert.match(problem(
      '2026-10-01..2026-10-31', '2026-10-31..2026-11-30'), /share some days/);
  });

  it('is empty where no hint is needed', () => {
    assert.equal(problem('v1', 'v2'), '');
    assert.equal(problem('2026-10-01..2026-10-31', 'v7'), '');
    assert.equal(
      problem('2026-10-01..2026-10-31', '2026-11-01..2026-11-30'), '');
  });
});

describe('daysHint', () => {
  it('says that days have fewer figures than versions', () => {
    const hint = (/** @type {string} */ a, /** @type {string} */ b) =>
      daysHint({a: side(a), b: side(b)});
    assert.equal(hint('v1', 'v2'), null);
    assert.match(hint('v1', '2026-10-01..2026-10-31') ?? '', /counters/);
  });
});
