import { describe, expect, it, vi } from 'vitest';
import { offerTime, PadOwners } from './pad-owners.ts';
import type { PadReading } from './pad-states.ts';

const A = 0;
const B = 1;

/** A gamepad with these buttons pressed, and its left stick pushed so far up. */
function pad(index: number, pressed: readonly number[] = [], up = 0): PadReading {
  return {
    index,
    mapping: 'standard',
    axes: [0, -up, 0, 0],
    buttons: Array.from({ length: 17 }, (_, button) => ({
      pressed: pressed.includes(button),
      value: pressed.includes(button) ? 1 : 0,
    })),
  };
}

function makeOwners() {
  const handlers = { offered: vi.fn(), taken: vi.fn(), lost: vi.fn() };
  const owners = new PadOwners(handlers);
  let now = 0;
  return {
    owners,
    handlers,
    read(readings: readonly PadReading[], focused = true) {
      owners.read(readings, focused, now);
      now += 16;
      const indices = (person: 'first' | 'second') =>
        owners.shownTo(person, readings).map(({ index }) => index);
      return { first: indices('first'), second: indices('second') };
    },
    pass(milliseconds: number) {
      now += milliseconds;
    },
  };
}

describe('PadOwners', () => {
  it('gives one player every gamepad until one is used, and that one from then on', () => {
    const { read, handlers } = makeOwners();
    expect(read([pad(0), pad(1)])).toEqual({ first: [0, 1], second: [] });
    expect(read([pad(0), pad(1, [], 0.9)])).toEqual({ first: [1], second: [] });
    expect(read([pad(0), pad(1)])).toEqual({ first: [1], second: [] });
    expect(handlers.offered).not.toHaveBeenCalled();
  });

  it('offers whoever presses a button of another gamepad to join, who does so by A', () => {
    const { read, handlers } = makeOwners();
    read([pad(0, [B]), pad(1)]);
    read([pad(0), pad(1, [A])]);
    expect(handlers.offered).toHaveBeenCalledTimes(1);
    // The same press is no answer.
    expect(read([pad(0), pad(1, [A])])).toEqual({ first: [0], second: [] });
    read([pad(0), pad(1)]);
    expect(read([pad(0), pad(1, [A])])).toEqual({ first: [0], second: [1] });
    expect(handlers.taken).toHaveBeenCalledTimes(1);
    expect(read([pad(0, [A]), pad(1)])).toEqual({ first: [0], second: [1] });
  });

  it('forgets an offer that nobody answers', () => {
    const { read, pass, handlers } = makeOwners();
    read([pad(0, [B]), pad(1)]);
    read([pad(0), pad(1, [A])]);
    read([pad(0), pad(1)]);
    pass(offerTime);
    expect(read([pad(0), pad(1, [A])])).toEqual({ first: [0], second: [] });
    expect(handlers.offered).toHaveBeenCalledTimes(2);
  });

  it('takes a gamepad that a driver shows twice for one', () => {
    const { read, handlers } = makeOwners();
    for (const pressed of [[A], [], [A], [], [B], [], [A]]) read([pad(0, pressed), pad(1, pressed)]);
    expect(handlers.offered).not.toHaveBeenCalled();
  });

  it('gives the awaited player the next pad on which A is pressed, also the only one of a player with a keyboard', () => {
    const { read, owners, handlers } = makeOwners();
    read([pad(0, [B])]);
    read([pad(0)]);
    owners.awaited = true;
    expect(read([pad(0, [B])])).toEqual({ first: [0], second: [] });
    read([pad(0)]);
    expect(read([pad(0, [A])])).toEqual({ first: [], second: [0] });
    expect(handlers.taken).toHaveBeenCalledTimes(1);
    expect(owners.awaited).toBe(false);
    expect(owners.has('first')).toBe(false);
    // A further pad is the first player's then.
    expect(read([pad(0), pad(1, [B])])).toEqual({ first: [1], second: [0] });
  });

  it('does not take the first player’s gamepad for the second while there is another', () => {
    const { read, owners } = makeOwners();
    read([pad(0, [B]), pad(1)]);
    read([pad(0), pad(1)]);
    owners.awaited = true;
    expect(read([pad(0, [A]), pad(1)])).toEqual({ first: [0], second: [] });
    expect(read([pad(0), pad(1, [A])])).toEqual({ first: [0], second: [1] });
  });

  it('awaits the second player again when its gamepad is unplugged, and shows a new one to nobody else meanwhile', () => {
    const { read, owners, handlers } = makeOwners();
    owners.awaited = true;
    read([pad(1, [A])]);
    expect(handlers.taken).toHaveBeenCalledTimes(1);
    expect(read([])).toEqual({ first: [], second: [] });
    expect(handlers.lost).toHaveBeenCalledTimes(1);
    expect(read([pad(1)])).toEqual({ first: [], second: [] });
    expect(read([pad(1, [A])])).toEqual({ first: [], second: [1] });
    owners.release();
    expect(read([pad(1)])).toEqual({ first: [1], second: [] });
  });

  it('gives nothing away while another window has the focus, or for a pad of an unknown layout', () => {
    const { read, owners } = makeOwners();
    owners.awaited = true;
    expect(read([pad(0, [A])], false)).toEqual({ first: [], second: [] });
    expect(read([{ ...pad(1, [A]), mapping: '' }])).toEqual({ first: [], second: [] });
  });
});
