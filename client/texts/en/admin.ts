import { formatsFor } from '../formats.ts';

const { number, milliseconds, time, moment, plural } = formatsFor('en');
const megabytes = (bytes: number) => `${number(bytes / 1e6)} MB`;
const percent = (share: number) => `${number(share * 100, 1)} %`;

export const admin = {
  title: 'Admin · Worldroom',
  heading: 'This server',
  token: 'Admin token',
  tokenHint: 'The token that the server was started with.',
  signIn: 'Sign in',
  signOut: 'Sign out',
  ended: 'The session has ended. Sign in again.',
  unreachable: 'The server does not answer. Trying again.',
  until: (end: Date) => `Signed in until ${time(end)}`,
  process: 'Process',
  figures: {
    uptime: 'Up for',
    pack: 'Pack',
    provider: 'Runs on',
    cores: 'Cores in use',
    memory: 'Memory',
    heap: 'of which heap',
    loop: 'Event loop late',
    media: 'Media workers',
    generation: 'Generation',
    view: 'Time a view',
    imagined: 'Imagined',
  },
  measuring: '…',
  uptime: (seconds: number) => {
    const minutes = Math.floor(seconds / 60);
    return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  },
  cores: (value: number) => number(value, 2),
  megabytes,
  percent,
  loop: (p50: number, p99: number, maximum: number) =>
    `${milliseconds(p50)} (p99 ${milliseconds(p99)}, most ${milliseconds(maximum)})`,
  media: (workers: readonly { cores: number; residentBytes?: number | undefined }[]) =>
    workers
      .map(
        ({ cores, residentBytes }) =>
          `${number(cores, 2)} cores${residentBytes === undefined ? '' : `, ${megabytes(residentBytes)}`}`,
      )
      .join('; '),
  generation: (workers: number, viewsPerSecond: number) =>
    `${number(viewsPerSecond, 1)} views/s on ${workers} ${plural(workers, 'worker', 'workers')}`,
  view: (engine: number, inference: number) =>
    `${milliseconds(engine)}, ${milliseconds(inference)} in the networks`,
  rooms: 'Rooms',
  noRooms: 'No room is open.',
  room: {
    tick: 'Tick',
    players: 'Players',
    spectators: 'Spectators',
    attainment: 'Deadlines met',
    missed: 'Missed or undrawn',
    load: 'A tick takes',
    keyframes: 'Keyframes',
    faults: 'Faults',
  },
  roomPlace: (world: string, access: 'public' | 'link') =>
    `${world}, ${access === 'link' ? 'by link' : 'public'}`,
  of: (count: number, all: number) => `${count} of ${all}`,
  missed: (missed: number, undrawn: number) => `${missed} / ${undrawn}`,
  milliseconds,
  members: (room: string) => `Who is in ${room}`,
  roles: { player: 'plays', spectator: 'watches' },
  waiting: 'waits for a seat',
  away: 'away',
  host: 'host',
  closeRoom: 'Close the room',
  closeRoomOf: (room: string) => `Close the room ${room}`,
  closeConfirm: (room: string) => `Close the room “${room}” for everybody in it?`,
  putOut: 'Put out',
  putOutOf: (name: string, room: string) => `Put ${name} out of ${room}`,
  putOutConfirm: (name: string) => `Put ${name} out of the room?`,
  recordings: 'Recordings',
  noRecordings: 'Nothing is being recorded.',
  recording: (name: string, room: string) => `${name} in ${room}`,
  kept: (files: number, bytes: number) => `${files} finished files on the disk, ${megabytes(bytes)}.`,
  finished: 'Finished recordings',
  finishedFacts: (began: number | undefined, bytes: number, cutShort: boolean) =>
    [
      ...(began === undefined ? [] : [moment(began)]),
      megabytes(bytes),
      ...(cutShort ? ['cut short: its end is missing'] : []),
    ].join(' · '),
  downloadOf: (recording: string) => `Download ${recording}`,
  stop: 'Stop',
  stopOf: (name: string) => `Stop recording ${name}`,
  log: 'Log',
  logTime: (at: number) => time(at),
  logHint: 'The last lines, newest first.',
  failed: (what: string) => `That did not work: ${what}`,
} as const;
