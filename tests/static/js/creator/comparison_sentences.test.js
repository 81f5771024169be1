import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {
  cardSentence, chanceNote, changeMark, differenceSentence,
  formatPoints, metricTerm, roundUp, wholeSentence,
} from '../../../../static/js/creator/domain/comparison_sentences.js';
import {comparison, leftHereRate, metric, state} from './comparisons.js';

const NBSP = '\u00a0';
const MINUS = '\u2212';
const GROWING = {growing: 'Version 2', past: 'Version 1'};

describe('differenceSentence', () => {
  it('names the better side, with both rates and the interval', () => {
    assert.equal(differenceSentence(metric(), GROWING),
      `Better: 62${NBSP}% instead of 48${NBSP}%, +14 percentage points ` +
      '(95 % interval +2.3 to +25).');
  });

  it('says that no difference was seen, and how large one could be', () => {
    const none = metric({
      verdict: 'no_difference_seen',
      difference: {value: 0.01, low: -0.02, high: 0.04},
    });
    assert.equal(differenceSentence(none, GROWING),
      'No difference seen: +1 percentage points ' +
      `(95 % interval ${MINUS}2 to +4).`);
  });

  it('gives the number of further sessions for a verdict', () => {
    const open = metric({
      verdict: 'cannot_tell_yet', num_more_sessions: 1234,
    });
    assert.equal(differenceSentence(open, GROWING),
      'Cannot tell yet: about 1,300 more sessions needed in “Version 2”.');
    assert.match(
      differenceSentence({...open, num_more_sessions: null}, GROWING),
      /^Cannot tell: too few sessions in “Version 1”, and no more/);
    assert.match(differenceSentence(open, {...GROWING, growing: null}),
      /^Cannot tell: .* neither side is played any more\.$/);
  });

});

describe('numbers of differences', () => {
  it('have a sign, and one decimal only where they are small', () => {
    assert.equal(formatPoints(0.1449), '+14');
    assert.equal(formatPoints(-0.0325), `${MINUS}3.3`);
    assert.equal(formatPoints(0.03), '+3');
    assert.equal(formatPoints(-0.0001), '0');
  });

  it('do not pretend to know an estimate exactly', () => {
    assert.deepEqual([7, 99.2, 101, 1999].map(roundUp),
      [7, 100, 110, 2000]);
  });
});

describe('marks and names', () => {
  it('describe the change of a card', () => {
    const mark = (/** @type {any} */ changes) =>
      changeMark(state('New', [], changes));
    assert.equal(mark({changed: 'same'}), null);
    assert.deepEqual(mark({changed: 'renamed', a_state_name: 'Old'}),
      {text: 'Renamed', note: 'was “Old”'});
    assert.equal(mark({changed: 'added'})?.text, 'Added');
    const both = mark({
      changed: 'renamed', a_state_name: 'Old', is_edited: true,
    });
    assert.match(both?.note ?? '', /edited/);
  });

  it('derive the name of an unknown metric from its identifier', () => {
    assert.equal(metricTerm('left_here_rate').name, 'Left here');
    assert.equal(metricTerm('a_new_rate').name, 'A new rate');
    assert.equal(metricTerm('toString').name, 'ToString');
  });
});

describe('cardSentence', () => {
  it('does not compare a card that is only on one side', () => {
    const only = (/** @type {any} */ changed) =>
      cardSentence(state('A', [], {changed}), leftHereRate(0), GROWING);
    assert.match(only('added'), /^New: /);
    assert.match(only('deleted'), /^Gone: /);
    assert.match(
      cardSentence(state('A', []), leftHereRate(-0.2), GROWING), /^Better: /);
    assert.match(
      cardSentence(state('A', []), null, GROWING), /no such figure/);
  });
});

describe('cardSentence with an open verdict and an interval without 0', () => {
  it('explains that one of many figures may differ by chance', () => {
    const open = leftHereRate(
      -0.2, {verdict: 'cannot_tell_yet', num_more_sessions: 9});
    assert.match(cardSentence(state('A', []), open, GROWING),
      /^Cannot tell yet: of so many figures, .* chance; about 9 more/);
  });
});

describe('chanceNote', () => {
  it('says how many figures are compared, and how many may differ ' +
      'by chance', () => {
    assert.equal(chanceNote(comparison()), '');
    assert.match(
      chanceNote(comparison({
        num_comparisons: 40, false_discovery_rate: 0.05,
      })), new RegExp(`^40 figures .* about 5${NBSP}% of those`));
  });
});

describe('wholeSentence', () => {
  it('says the completion rate, and how many cards differ', () => {
    const said = wholeSentence(comparison({
      states: [
        state('Bad', [leftHereRate(-0.2)]), state('Good', [leftHereRate(0)]),
      ],
    }));
    assert.match(said, /^The completion rate is better: 62/);
    assert.match(said, /On the cards, 2 figures are better and none worse\.$/);
  });

  it('says once that no metric differs', () => {
    const said = wholeSentence(comparison({states: []}));
    assert.match(said, /On the cards, no figure can be called better or/);
    const worse = wholeSentence(comparison({
      states: [state('Bad', [leftHereRate(0.2, {verdict: 'worse'})])],
    }));
    assert.match(worse, /On the cards, no figures are better and 1 worse\.$/);
  });

  it('covers metrics without a difference', () => {
    const of = (/** @type {any} */ changes) =>
      wholeSentence(comparison({metrics: [metric(changes)], states: []}));
    assert.match(of({verdict: 'no_difference_seen'}),
      /^No difference seen in the completion rate: \+14 percentage/);
    assert.match(of({verdict: 'cannot_tell_yet', num_more_sessions: 7}),
      /^Cannot tell yet whether the completion rate differs: about 7 more/);
  });
});
