/**
 * @file Random schedules of learners, networks, tabs and storages, and the
 * invariants after each. Runs in a worker thread, because node:test tracks each
 * promise of the main thread, which took a third of the time.
 */

import assert from 'node:assert/strict';
import {parentPort} from 'node:worker_threads';

import {
  buildAnswerResult, inView, respondWithError, Tab, World,
} from './reporting_world.js';

/** Random schedules of each kind; more with FAULT_SCHEDULES=2000. */
const NUM_SCHEDULES = Number(process.env.FAULT_SCHEDULES ?? 80);
const NUM_STEPS = 60;
const MAX_TABS = 3;

/** A learner in a tab: takes one possible action at a time, and logs it. */
class Learner {
  /**
   * @param {World} world
   * @param {string} session
   * @param {object} [overrides]
   */
  constructor(world, session, overrides) {
    this.session = session;
    this.random = world.random;
    this.tab = new Tab(world, overrides);
    this.tab.init(session);
    this.numEvents = 0;
    /** Events reported before the tab died, if it did. */
    this.numCertain = 0;
    this.state = 'A';
    this.visited = new Set(['A']);
    this.hasAnswered = false;
    this.isDone = false;
  }

  /** @param {(service: Tab['service']) => number} tell returns how many */
  tell(tell) {
    this.numEvents += tell(this.tab.service);
    if (!this.tab.isDead) {
      this.numCertain = this.numEvents;
    }
  }

  start() {
    this.tell(service => {
      service.recordExplorationStarted('A', {});
      return 2;
    });
  }

  act() {
    if (this.isDone) {
      return;
    }
    const choice = this.random();
    if (choice < 0.2) {
      this.tell(service => {
        service.recordSolutionHit(this.state, inView(1));
        return 1;
      });
    } else if (choice < 0.25) {
      this.tell(service => {
        service.recordMaybeLeaveEvent(this.state, {}, inView(1));
        return 1;
      });
    } else {
      this.tell(service => this.answer(service));
    }
  }

  /** @param {Tab['service']} service */
  answer(service) {
    const isMove = this.random() < 0.6;
    const isUseful = isMove || this.random() < 0.3;
    service.recordAnswerSubmitted(
      this.state, buildAnswerResult('an answer', isUseful));
    const numFirst = this.hasAnswered ? 0 : 1;
    if (!this.hasAnswered) {
      this.hasAnswered = true;
      service.recordExplorationActuallyStarted(this.state);
    }
    return 1 + numFirst + (isMove ? this.move(service) : 0);
  }

  /** @param {Tab['service']} service */
  move(service) {
    const next = 'ABCDE'[Math.floor(this.random() * 5)];
    service.recordStateCompleted(this.state, inView(1));
    service.recordStateTransition(next, {}, !this.visited.has(next));
    this.visited.add(next);
    this.state = next;
    if (next !== 'E') {
      return 2;
    }
    this.isDone = true;
    service.recordStateCompleted('E', inView(0));
    service.recordExplorationCompleted('E', {}, inView(0));
    return 4;
  }
}

const KINDS = ['answer_submitted', 'solution_hit', 'state_hit'];

/** A world, its learners, and all events that can happen to them. */
class Schedule {
  /**
   * @param {number} seed
   * @param {object} options
   * @param {boolean} [options.mayCrash]
   * @param {boolean} [options.mayBeFull]
   * @param {boolean} [options.isFickle] the server changes its mind
   */
  constructor(seed, {
    mayCrash = false, mayBeFull = false, isFickle = false,
  }) {
    this.world = new World({seed, hasLocks: seed % 2 === 0});
    this.world.network.faultRate = this.world.random() * 0.8;
    this.mayCrash = mayCrash;
    this.mayBeFull = mayBeFull;
    this.isFickle = isFickle;
    /** @type {Learner[]} */
    this.learners = [];
  }

  get open() {
    return this.learners.filter(learner => !learner.tab.isDead);
  }

  /** @returns {Learner} one whose tab is open, new when there is none */
  someone() {
    const {open, world} = this;
    if (open.length === 0 ||
        (open.length < MAX_TABS && world.random() < 0.1)) {
      const learner = new Learner(world, `token ${this.learners.length}`);
      this.learners.push(learner);
      learner.start();
      return learner;
    }
    return open[Math.floor(world.random() * open.length)];
  }

  async step() {
    const {world} = this;
    const learner = this.someone();
    const choice = world.random();
    if (choice < 0.5) {
      learner.act();
    } else if (choice < 0.6) {
      learner.tab.fire('hiding');
    } else if (choice < 0.65) {
      learner.tab.fire('shown');
    } else if (choice < 0.72) {
      world.network.isOnline = !world.network.isOnline;
      this.open.forEach(({tab}) => tab.fire('online'));
    } else if (choice < 0.8) {
      this.disturb(learner);
    }
    if (world.random() < 0.7) {
      await world.clock.advance(world.random() ** 4 * 100_000);
    }
  }

  /** @param {Learner} learner */
  disturb(learner) {
    const {random, storage} = this.world;
    if (this.mayBeFull) {
      storage.maxChars = random() < 0.5 ? 2000 : Infinity;
    }
    if (this.isFickle) {
      this.changeServer();
    }
    if (this.mayCrash) {
      const how = random();
      if (how < 0.3) {
        learner.tab.leave();
      } else if (how < 0.6) {
        learner.tab.crash();
      } else {
        learner.tab.stepsLeft = Math.floor(random() * 12);
      }
    }
  }

  /** Another version, an exploration that is private for a while. */
  changeServer() {
    const {random, server} = this.world;
    server.isVersionBefore = random() < 0.5;
    server.unknownKinds = new Set(KINDS.filter(() => random() < 0.3));
    const status = [401, 403, 404, 501][Math.floor(random() * 4)];
    server.answerInstead = random() < 0.4 ?
      respondWithError(status, () => random() < 0.7) : null;
  }

  async run() {
    for (let i = 0; i < NUM_STEPS; i++) {
      await this.step();
    }
    this.world.server.unknownKinds.clear();
    this.world.server.answerInstead = null;
    if (this.mayBeFull) {
      await this.closeWhenDelivered();
    }
    await this.world.deliverEverything();
  }

  /** What only memory holds needs the page to stay open. */
  async closeWhenDelivered() {
    const {clock, network, storage} = this.world;
    network.faultRate = 0;
    network.isOnline = true;
    storage.maxChars = Infinity;
    await clock.advance(3600 * 1000);
    this.open.forEach(({tab}) => tab.leave());
  }
}

/** @param {Schedule} schedule */
function assertLaw({world, learners}) {
  const {server, storage} = world;
  for (const {session, numEvents, numCertain} of learners) {
    const numbers = [...server.events.values()]
      .filter(event => event.session_id === session)
      .map(event => event.sequence_number).sort((a, b) => a - b);
    assert.deepEqual(numbers, numbers.map((_, i) => i), 'no gaps, no doubles');
    assert.ok(numbers.length >= numCertain, 'no reported event is lost');
    assert.ok(numbers.length <= numEvents, 'nothing is made up');
  }
  assert.deepEqual(server.counts, server.countsOfLog);
  assert.deepEqual(storage.keysWith('.item.'), []);
  assert.deepEqual(storage.keysWith('.batch.'), []);
  assert.deepEqual(storage.keysWith('.set_aside'), []);
}

/** @param {object} options of each schedule */
async function runSchedules(options) {
  for (let seed = 1; seed <= NUM_SCHEDULES; seed++) {
    const schedule = new Schedule(seed, options);
    await schedule.run();
    try {
      assertLaw(schedule);
    } catch (error) {
      throw new Error(`schedule ${seed}: ${error}`, {cause: error});
    }
  }
}

async function dieAtEachWrite() {
  for (let stepsLeft = 0; stepsLeft < 60; stepsLeft++) {
    const world = new World({seed: stepsLeft});
    const learner = new Learner(world, 'token');
    learner.tab.stepsLeft = stepsLeft;
    learner.start();
    for (let i = 0; i < 12 && !learner.tab.isDead; i++) {
      learner.act();
      await world.clock.advance(2000);
    }
    learner.tab.leave();
    await world.deliverEverything();
    assertLaw(/** @type {Schedule} */ (/** @type {unknown} */ (
      {world, learners: [learner]})));
    assert.ok(learner.numEvents - world.server.events.size <= 5);
  }
}

parentPort?.on('message', async ({name, options}) => {
  const run = {runSchedules, dieAtEachWrite}[
    /** @type {'runSchedules' | 'dieAtEachWrite'} */ (name)];
  parentPort?.postMessage(await run(options).catch(error => error));
});
