import { binding, controls, devices, help, touch } from './texts/controls.ts';
import { lobby } from './texts/lobby.ts';
import { stats } from './texts/measurements.ts';
import { chat, events, play, toolbar, watch } from './texts/room.ts';
import { sketch } from './texts/sketch.ts';
import { status } from './texts/status.ts';

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
  toolbar,
  chat,
  devices,
  touch,
  help,
  binding,
  controls,
  stats,
  events,
  sketch,
  status,
} as const;
