import { expect, test } from 'vitest';
import { freePlay } from '../../world/modes/free-play.ts';
import { playWorld } from '../../world/snapshots/played-world.fixture.ts';
import { LoggedStates } from './logged-states.ts';

test('a log says a state every ten seconds of play, and from where it begins again', () => {
  const world = playWorld(freePlay).snapshot();
  const at = (tick: number) => ({ ...world, state: { ...world.state, tick } });
  const states = new LoggedStates(20, 5);
  const said = () =>
    Array.from({ length: 1000 }, (_, tick) => tick).filter((tick) => states.due(at(tick)).length > 0);
  expect(said()).toEqual([205, 405, 605, 805]);
  states.begin(0);
  expect(said()).toEqual([200, 400, 600, 800]);
  expect(states.due(at(2000))).toEqual([{ do: 'state', world: at(2000) }]);
});
