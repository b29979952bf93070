import { admin } from './texts/admin.ts';
import { capture } from './texts/capture.ts';
import { binding, controls, devices, help, touch } from './texts/controls.ts';
import { game } from './texts/game.ts';
import { links } from './texts/links.ts';
import { lobby } from './texts/lobby.ts';
import { looks } from './texts/looks.ts';
import { map, pageSlots } from './texts/map.ts';
import { stats } from './texts/measurements.ts';
import { emotes, people } from './texts/people.ts';
import { chat, events, play, toolbar, watch } from './texts/room.ts';
import { sketch } from './texts/sketch.ts';
import { sound } from './texts/sound.ts';
import { status } from './texts/status.ts';
import { watching } from './texts/watching.ts';

/** Everything the pages say, in one place, so that it can be translated. */
export const texts = {
  product: 'Worldroom',
  titles: {
    lobby: 'Worldroom',
    play: (room: string) => `${room} · Worldroom`,
    watch: (room: string) => `Watching ${room} · Worldroom`,
  },
  lobby,
  play,
  watch,
  watching,
  toolbar,
  chat,
  people,
  emotes,
  map,
  pageSlots,
  capture,
  admin,
  devices,
  touch,
  help,
  binding,
  controls,
  links,
  looks,
  stats,
  events,
  sound,
  game,
  sketch,
  status,
} as const;
