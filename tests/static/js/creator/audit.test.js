import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {auditVerdict, differencesTable} from
  '../../../../static/js/creator/domain/audit_report.js';
import {requestInParts} from '../../../../static/js/creator/domain/requests_in_parts.js';
import {HttpError} from '../../../../static/js/lib/http.js';

/** @import {Audit} from '../../../../static/js/domain/wire_types.js' */

const NOW = Date.UTC(2025, 1, 3, 14);

/**
 * @param {Partial<Audit>} changes
 * @return {Audit}
 */
function audit(changes = {}) {
  return {
    verdict: 'agrees', audited_at_msecs: NOW - 9 * 3_600_000,
    num_counters: 2600, num_open_sessions: 0, num_repaired: 0,
    num_sessions_repaired: 0, repaired: [],
    num_differences: 0, differences: [], num_violations: 0, violations: [],
    ...changes,
  };
}

describe('the verdict of the audit', () => {
  it('agrees where nothing differed, and states its age', () => {
    const {tone, text, detail} = auditVerdict(audit(), NOW);
    assert.deepEqual([tone, text], ['good', 'Audit agrees, 9 h ago']);
    assert.match(detail, /: no difference\.$/);
    const old = audit({audited_at_msecs: NOW - 72 * 3_600_000});
    assert.equal(auditVerdict(old, NOW).text, 'Audit agrees, 3 days ago');
  });

  it('says that counts were corrected, and how many', () => {
    const {tone, text, detail} = auditVerdict(
      audit({verdict: 'repaired', num_repaired: 6, num_open_sessions: 1}), NOW);
    assert.equal(tone, 'good');
    assert.equal(text, '6 of 2,600 counts corrected, 9 h ago');
    assert.match(detail, /6 of 2,600 counts .* corrected\. 1 play still in/);
  });

  it('does not claim agreement while plays are still to be audited', () => {
    const {tone, text, detail} = auditVerdict(
      audit({verdict: 'open', num_open_sessions: 2}), NOW);
    assert.deepEqual([tone, text], ['plain', '2 plays to audit, 9 h ago']);
    assert.doesNotMatch(text + detail, /agrees|no difference/);
  });

  it('is bad where something could not be corrected', () => {
    const {tone, text, detail} = auditVerdict(audit({
      verdict: 'differs', num_repaired: 1, num_differences: 2,
      num_violations: 1,
    }), NOW);
    assert.deepEqual([tone, text], ['bad', 'Audit differs, 9 h ago']);
    assert.match(detail, /Not corrected: 2 differences and 1 broken rule\.$/);
  });

  it('says before the first audit that there was none', () => {
    assert.equal(auditVerdict(null, NOW).text, 'Not audited yet');
  });
});

it('each corrected count is listed with its value before', () => {
  const {columns, rows} = differencesTable([
    {
      exp_version: 2, state_name: null, counter: 'num_starts', counted: 160,
      recomputed: 161, num_sessions: 1,
    },
    {
      exp_version: 2, state_name: 'Quiz', counter: 'num_sighs', counted: 9,
      recomputed: 0, num_sessions: 0,
    },
  ]);
  assert.equal(columns.length, 6);
  assert.deepEqual(rows, [
    ['The whole exploration', 'starts', 2, 160, 161, 1],
    ['Quiz', 'num_sighs', 2, 9, 0, 0],
  ]);
});

describe('waiting for an audit', () => {
  /** @param {(Error|boolean)[]} answers whether each part was the last. */
  function server(answers) {
    /** @type {(boolean|number)[]} */
    const calls = [];
    const ask = async (/** @type {boolean} */ isNew) => {
      calls.push(isNew);
      const next = answers.shift();
      if (next instanceof Error) throw next;
      return {is_complete: next === true};
    };
    const wait = async (/** @type {number} */ msecs) => {
      calls.push(msecs);
    };
    return {ask, wait, calls};
  }

  it('begins it once and requests its parts until it is complete', async () => {
    const {ask, wait, calls} = server([false, false, true]);
    assert.deepEqual(await requestInParts(ask, wait), {is_complete: true});
    assert.deepEqual(calls, [true, false, false]);
  });

  it('waits after a rate limit, and resumes', async () => {
    const tooOften = new HttpError(429, 'too_many_requests', 'Wait.');
    const {ask, wait, calls} = server([tooOften, false, tooOften, true]);
    await requestInParts(ask, wait);
    assert.deepEqual(calls, [true, 5000, true, false, 5000, false]);
  });

  it('fails with the error', async () => {
    const {ask, wait} = server([false, new HttpError(403, 'not_allowed', 'No')]);
    await assert.rejects(requestInParts(ask, wait), {status: 403});
  });

  it('gives up after 1,000 requests', async () => {
    const {ask, wait, calls} = server([]);
    assert.deepEqual(await requestInParts(ask, wait), {is_complete: false});
    assert.equal(calls.length, 1000);
  });
});
