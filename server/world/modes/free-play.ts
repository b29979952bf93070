import { defineMode } from './mode.ts';

/** A mode without rounds. Every orb is a point. */
export const freePlay = defineMode({
  name: 'free-play',
  says: [],
  start: () => ({}),
  on: {
    orbTaken: (game, { player }) => game.score(player, 1),
  },
});
