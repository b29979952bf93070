import { describe, expect, it } from 'vitest';
import type { Player } from '../../../server/world/world-state.ts';
import { Trail } from './trail.ts';

function playerAt(x: number, heading: number, pitch: number): Player {
  const body = { kind: 'player', x, y: 0, z: 2, vx: 1, vy: 0, vz: 0, heading, grounded: true } as const;
  return {
    id: 'a',
    name: 'a',
    colour: 0,
    body: { ...body },
    pitch,
    score: 0,
    connected: true,
    acknowledged: 0,
  };
}

describe('a trail', () => {
  it('returns a player to its recorded position, wherever it is now', () => {
    const trail = new Trail();
    const player = playerAt(1, 0.5, 0.1);
    trail.record(player);
    player.body.x = 9;
    player.body.heading = -2;
    player.pitch = 1;
    trail.record(player);
    trail.lead(player, 0);
    expect(player).toEqual(playerAt(1, 0.5, 0.1));
    trail.lead(player, 1);
    expect(player).toEqual(playerAt(9, -2, 1));
  });

  it('throws if nothing was recorded', () => {
    expect(() => new Trail().lead(playerAt(0, 0, 0), 0)).toThrow(RangeError);
  });
});
