import { defineMode } from './mode.ts';

/** Nothing begins or ends; every orb is a point. */
export const freePlay = defineMode({
  name: 'free-play',
  says: [],
  start: () => ({}),
  on: {
    orbTaken: (game, { player }) => game.score(player, 1),
  },
});
