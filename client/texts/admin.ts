const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
const milliseconds = (value: number) => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
const percent = (share: number) => `${(share * 100).toFixed(1)} %`;

export const admin = {
  title: 'Admin · Worldroom',
  heading: 'This server',
  token: 'Admin token',
  tokenHint: 'The token that the server was started with.',
  signIn: 'Sign in',
  signOut: 'Sign out',
  ended: 'The session has ended. Sign in again.',
  unreachable: 'The server does not answer. Trying again.',
  until: (time: Date) => `Signed in until ${time.toLocaleTimeString()}`,
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
  cores: (value: number) => value.toFixed(2),
  megabytes,
  percent,
  loop: (p50: number, p99: number, maximum: number) =>
    `${milliseconds(p50)} (p99 ${milliseconds(p99)}, most ${milliseconds(maximum)})`,
  media: (workers: readonly { cores: number; residentBytes?: number | undefined }[]) =>
    workers
      .map(
        ({ cores, residentBytes }) =>
          `${cores.toFixed(2)} cores${residentBytes === undefined ? '' : `, ${megabytes(residentBytes)}`}`,
      )
      .join('; '),
  generation: (workers: number, viewsPerSecond: number) =>
    `${viewsPerSecond.toFixed(1)} views/s on ${workers} ${workers === 1 ? 'worker' : 'workers'}`,
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
      ...(began === undefined ? [] : [new Date(began).toLocaleString()]),
      megabytes(bytes),
      ...(cutShort ? ['cut short: its end is missing'] : []),
    ].join(' · '),
  downloadOf: (recording: string) => `Download ${recording}`,
  stop: 'Stop',
  stopOf: (name: string) => `Stop recording ${name}`,
  log: 'Log',
  logHint: 'The last lines, newest first.',
  failed: (what: string) => `That did not work: ${what}`,
} as const;
