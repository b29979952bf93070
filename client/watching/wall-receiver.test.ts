import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { framePatience, retryDelay, WallReceiver, type WallView } from './wall-receiver.ts';

class TestView implements WallView {
  readonly track = {} as MediaStreamTrack;
  started = 0;
  closed = false;
  decoded = 0;
  end: () => void = () => {};

  async start() {
    this.started++;
  }

  async framesDecoded() {
    return this.decoded;
  }

  ended(ended: () => void) {
    this.end = ended;
  }

  close() {
    this.closed = true;
  }
}

let made: [string, TestView][];
let shown: Map<string, WallView | undefined>;
let broken: boolean;
let wall: WallReceiver;

beforeEach(() => {
  vi.useFakeTimers();
  made = [];
  shown = new Map();
  broken = false;
  wall = new WallReceiver({
    receive: async (view) => {
      if (broken) throw new Error('no path');
      const received = new TestView();
      made.push([view, received]);
      return received;
    },
    changed: (view, source) => shown.set(view, source),
  });
});
afterEach(() => {
  wall.close();
  vi.useRealTimers();
});

const soon = () => vi.advanceTimersByTimeAsync(0);

describe('WallReceiver', () => {
  test('receives each wanted view once, and closes the others', async () => {
    wall.want(new Set(['ann', 'ben']));
    wall.want(new Set(['ann', 'ben']));
    await soon();
    expect(made.map(([view, { started }]) => [view, started])).toEqual([
      ['ann', 1],
      ['ben', 1],
    ]);
    expect(shown.get('ann')).toBe(made[0][1]);
    wall.want(new Set(['ben']));
    expect(made.map(([, { closed }]) => closed)).toEqual([true, false]);
    expect(shown.get('ann')).toBeUndefined();
  });

  test('closes a view that arrives when it is not wanted any more', async () => {
    wall.want(new Set(['ann']));
    wall.close();
    await soon();
    expect(made[0][1].closed).toBe(true);
    expect(shown.size).toBe(0);
  });

  test('receives a view again after its path was lost, and retries until it is available', async () => {
    wall.want(new Set(['ann']));
    await soon();
    broken = true;
    made[0][1].end();
    expect(shown.get('ann')).toBeUndefined();
    await vi.advanceTimersByTimeAsync(3 * retryDelay);
    expect(made).toHaveLength(1);
    broken = false;
    await vi.advanceTimersByTimeAsync(retryDelay);
    expect(made).toHaveLength(2);
    expect(shown.get('ann')).toBe(made[1][1]);
  });

  test('receives a view again if it brings no frames, and keeps one that does', async () => {
    wall.want(new Set(['ann', 'ben']));
    await soon();
    made[1][1].decoded = 1;
    await vi.advanceTimersByTimeAsync(framePatience.first + 1);
    expect(made.map(([view]) => view)).toEqual(['ann', 'ben', 'ann']);
    expect(made[0][1].closed).toBe(true);
    expect(shown.get('ann')).toBe(made[2][1]);
    expect(shown.get('ben')).toBe(made[1][1]);
    // A view that stays without frames is requested less often. A view that stops is detected as well.
    made[2][1].decoded = 7;
    await vi.advanceTimersByTimeAsync(framePatience.first + 1);
    expect(made.map(([view]) => view)).toEqual(['ann', 'ben', 'ann', 'ben']);
  });
});
