import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { followThinLine } from './thin-line.ts';

/** A line that a test makes better and worse. */
class TestConsumer {
  closed = false;
  score = { score: 10, producerScore: 10, producerScores: [10] };
  /** Temporal layers that were asked for. */
  readonly layers: (number | undefined)[] = [];
  readonly observer = { once: (_: 'close', listener: () => void) => this.#closing.push(listener) };
  readonly #closing: (() => void)[] = [];
  #listener = () => {};

  on(_: 'score', listener: () => void) {
    this.#listener = listener;
  }

  async setPreferredLayers({ temporalLayer }: { spatialLayer: number; temporalLayer?: number }) {
    this.layers.push(temporalLayer);
  }

  scores(score: number) {
    this.score = { ...this.score, score };
    this.#listener();
  }

  close() {
    this.closed = true;
    for (const listener of this.#closing) listener();
  }
}

let consumer: TestConsumer;
/** Viewers who need layers. */
let thin: number;

beforeEach(() => {
  vi.useFakeTimers();
  consumer = new TestConsumer();
  thin = 0;
  const stream = {
    thin: () => {
      thin++;
      return () => thin--;
    },
  };
  followThinLine(consumer, stream, { changed: () => {}, failed: () => {} });
});
afterEach(() => {
  vi.useRealTimers();
});

test('a weak line gets every second frame until it has been good for a while', () => {
  consumer.scores(8);
  expect([consumer.layers, thin]).toEqual([[], 0]);
  consumer.scores(6);
  expect([consumer.layers, thin]).toEqual([[0], 1]);
  consumer.scores(4);
  consumer.scores(10);
  vi.advanceTimersByTime(15_000);
  expect([consumer.layers, thin]).toEqual([[0], 1]);
  // No further score has to change for it.
  vi.advanceTimersByTime(10_000);
  expect([consumer.layers, thin]).toEqual([[0, 1], 0]);
});

test('a line that is too narrow is tried less and less often', () => {
  consumer.scores(5);
  consumer.scores(10);
  vi.advanceTimersByTime(20_000);
  expect(thin).toBe(0);
  consumer.scores(5);
  consumer.scores(10);
  vi.advanceTimersByTime(35_000);
  expect(thin).toBe(1);
  vi.advanceTimersByTime(5_000);
  expect(thin).toBe(0);
});

test('a viewer who goes needs nothing any more', () => {
  consumer.scores(3);
  expect(thin).toBe(1);
  consumer.close();
  expect(thin).toBe(0);
  vi.advanceTimersByTime(60_000);
  expect(consumer.layers).toEqual([0]);
});
