import { Decoder, Encoder } from '@colyseus/schema';
import { expect, test } from 'vitest';
import { matchPhases } from '../../../shared/match.ts';
import { RoomState } from '../../../shared/state.ts';
import { play, rate } from '../../world/modes/mode.fixture.ts';
import { defineMode } from '../../world/modes/mode.ts';
import { mirrorMatch } from './match-mirror.ts';
import { mirror } from './state-mirror.ts';

const mode = defineMode({
  name: 'bells',
  schedule: { rounds: 2, countdownSeconds: 1, roundSeconds: 60, breakSeconds: 1, overSeconds: 1 },
  says: ['bell', 'zone', 'ringer'],
  start: () => ({ rung: 0 }),
  begun: (game) => game.timer('bell', 1),
  timer(game) {
    game.own.rung++;
    const [{ id, name }] = game.players;
    game.score(id, 70_000);
    game.role(id, 'ringer');
    game.mark('zone', { key: 'zone', x: game.own.rung, z: 3, radius: 1.5 });
    game.mark('ringer', game.own.rung < 3 ? { key: 'ringer', follows: id } : undefined);
    game.announce('bell', { player: name, points: game.own.rung });
    game.timer('bell', 0.05);
  },
});

test('a client sees the match as it stands, through patches alone', async () => {
  const game = play(mode);
  const state = new RoomState();
  const update = () => {
    mirror(game.world.state, state);
    mirrorMatch(game.world, state.match);
  };
  update();
  const encoder = new Encoder(state);
  const seen = new RoomState();
  const decoder = new Decoder(seen);
  decoder.decode(encoder.encodeAll());
  encoder.discardChanges();
  const patch = () => {
    update();
    const bytes = encoder.encode();
    decoder.decode(bytes);
    encoder.discardChanges();
    return bytes.byteLength;
  };
  expect(seen.match).toMatchObject({ mode: 'bells', rounds: 2, minimumPlayers: 1 });
  expect(matchPhases[seen.match.phase]).toBe('waiting');

  game.world.join('a', 'Ann');
  await game.until('round');
  patch();
  expect(matchPhases[seen.match.phase]).toBe('round');
  expect(seen.match).toMatchObject({ round: 1, ends: game.world.match.ends, paused: false });
  expect(seen.match.standings.get('a')).toMatchObject({ name: 'Ann', score: 0, present: true, role: '' });
  await game.tick();
  patch();
  // While nothing happens, the clock costs nothing: only the tick is sent.
  await game.tick();
  expect(patch()).toBeLessThan(12);

  await game.ticks(rate - 2);
  patch();
  expect(seen.match.standings.get('a')).toMatchObject({ score: 65_535, roundScore: 65_535, role: 'ringer' });
  expect(seen.match.marks.get('zone')).toMatchObject({ key: 'zone', x: 1, z: 3, radius: 1.5, follows: '' });
  expect(seen.match.marks.get('ringer')).toMatchObject({ follows: 'a', radius: 0 });
  expect([...seen.match.announcements.keys()]).toEqual(['1']);
  await game.ticks(8);
  patch();
  expect(seen.match.marks.get('zone')?.x).toBe(9);
  expect(seen.match.marks.has('ringer')).toBe(false);
  expect([...seen.match.announcements.keys()]).toEqual(['4', '5', '6', '7', '8', '9']);
  expect(seen.match.announcements.get('9')).toMatchObject({ key: 'bell', player: 'Ann', points: 9 });

  game.world.command('pause');
  game.world.leave('a');
  await game.tick();
  patch();
  expect(seen.match.paused).toBe(true);
  game.world.command('resume');
  await game.tick();
  patch();
  expect(matchPhases[seen.match.phase]).toBe('waiting');
  expect(seen.match.standings.size).toBe(0);
  expect(seen.match.marks.size).toBe(0);
});
