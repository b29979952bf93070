import { admin } from './admin.ts';
import { answers } from './answers.ts';
import { capture } from './capture.ts';
import { binding, controls, devices, help, touch } from './controls.ts';
import { game } from './game.ts';
import { goals } from './goals.ts';
import { links } from './links.ts';
import { lobby } from './lobby.ts';
import { looks } from './looks.ts';
import { map, pageSlots } from './map.ts';
import { stats } from './measurements.ts';
import { firstMinute, menu, settings } from './menu.ts';
import { notices } from './notices.ts';
import { origins } from './origin.ts';
import { packs } from './packs.ts';
import { emotes, people } from './people.ts';
import { fieldFaults, refusals, textFaults } from './refusals.ts';
import { chat, events, play, toolbar, watch } from './room.ts';
import { saves } from './saves.ts';
import { sketch } from './sketch.ts';
import { sound } from './sound.ts';
import { split } from './split.ts';
import { status } from './status.ts';
import { watching } from './watching.ts';

/** Everything that the pages say, in English. Other languages have the same shape: see ../languages.ts. */
export const english = {
  product: 'Worldroom',
  titles: {
    lobby: 'Worldroom',
    play: (room: string) => `${room} · Worldroom`,
    watch: (room: string) => `Watching ${room} · Worldroom`,
  },
  language: { label: 'Language', ofBrowser: 'As in the browser' },
  lobby,
  play,
  watch,
  watching,
  toolbar,
  menu,
  settings,
  firstMinute,
  chat,
  people,
  emotes,
  answers,
  map,
  pageSlots,
  origins,
  packs,
  capture,
  admin,
  devices,
  touch,
  help,
  binding,
  controls,
  links,
  saves,
  looks,
  stats,
  events,
  sound,
  game,
  goals,
  sketch,
  split,
  status,
  notices,
  refusals,
  textFaults,
  fieldFaults,
} as const;
