import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {ProcessedSource} from
  '../../../../static/js/creator/domain/processed_source.js';
import {answer} from './answers.js';
import {processedView} from './processed.js';

/**
 * @import {
 *   ProcessedStatisticsResponse as ProcessedView
 * } from '../../../../static/js/domain/wire_types.js'
 */

/**
 * A server that answers when asked to.
 */
class FakeServer {
  constructor() {
    /** @type {(number|null)[]} */
    this.asked = [];
    /** @type {{resolve: (view: ProcessedView) => void,
     *     reject: (error: unknown) => void}[]} */
    this.waiting = [];
    this.numChanges = 0;
    this.source = new ProcessedSource(this, () => {
      this.numChanges += 1;
    });
  }

  /**
   * @param {number|null} version
   * @return {Promise<ProcessedView>}
   */
  getProcessed(version) {
    this.asked.push(version);
    return new Promise((resolve, reject) => {
      this.waiting.push({resolve, reject});
    });
  }

  /** @param {Partial<ProcessedView>} [view] */
  async answer(view) {
    this.waiting.shift()?.resolve(processedView(view));
    await new Promise((done) => setImmediate(done));
  }

  async fail() {
    this.waiting.shift()?.reject(new TypeError('offline'));
    await new Promise((done) => setImmediate(done));
  }
}

describe('the source of processed figures', () => {
  it('sends one request for two simultaneous reasons', async () => {
    const server = new FakeServer();
    void server.source.fetch(null);
    void server.source.refresh(answer({processed_revision: 1}));
    await server.answer();
    assert.deepEqual(server.asked, [null]);
    assert.equal(
      server.source.dataFor(answer()).processed?.revision, 1);
  });

  it('requests again only if the server has another view', async () => {
    const server = new FakeServer();
    void server.source.refresh(answer({processed_revision: 1}));
    await server.answer();
    void server.source.refresh(answer({processed_revision: 1}));
    assert.equal(server.asked.length, 1);
    void server.source.refresh(answer({processed_revision: 2}));
    await server.answer({revision: 2});
    assert.equal(server.asked.length, 2);
    assert.equal(server.numChanges, 2);
  });

  it('shows no view of another version, and fetches the right one',
    async () => {
      const server = new FakeServer();
      void server.source.fetch(null);
      const older = answer({exp_version: 2, processed_revision: 1});
      void server.source.refresh(older);
      await server.answer({exp_version: 3});
      assert.equal(server.source.dataFor(older).processed, null);
      assert.deepEqual(server.asked, [null, 2]);
      await server.answer({exp_version: 2});
      assert.equal(server.source.dataFor(older).processed?.exp_version, 2);
    });

  it('reports a failure, keeps its data, and retries with the next counters',
    async () => {
      const server = new FakeServer();
      void server.source.refresh(answer({processed_revision: 1}));
      await server.answer();
      void server.source.refresh(answer({processed_revision: 2}));
      await server.fail();
      const data = server.source.dataFor(answer());
      assert.equal(data.processedFailure?.status, 0);
      assert.equal(data.processed?.revision, 1);
      assert.equal(server.asked.length, 2);
      void server.source.refresh(answer({processed_revision: 2}));
      await server.answer({revision: 2});
      assert.equal(server.source.dataFor(answer()).processedFailure, null);
    });

  it('requests nothing where the server has no such figures', () => {
    const server = new FakeServer();
    void server.source.refresh(answer({processed_revision: undefined}));
    assert.deepEqual(server.asked, []);
  });
});
