import { formatsFor } from '../formats.ts';

const { number, milliseconds, time, moment, plural } = formatsFor('de');
const megabytes = (bytes: number) => `${number(bytes / 1e6)} MB`;
const percent = (share: number) => `${number(share * 100, 1)} %`;

export const admin = {
  title: 'Verwaltung · Worldroom',
  heading: 'Dieser Server',
  token: 'Admin-Token',
  tokenHint: 'Das Token, mit dem der Server gestartet wurde.',
  signIn: 'Anmelden',
  signOut: 'Abmelden',
  ended: 'Die Sitzung ist abgelaufen. Melde dich neu an.',
  unreachable: 'Der Server antwortet nicht. Neuer Versuch läuft.',
  until: (end: Date) => `Angemeldet bis ${time(end)}`,
  process: 'Prozess',
  figures: {
    uptime: 'Läuft seit',
    pack: 'Paket',
    provider: 'Rechnet auf',
    cores: 'Belegte Kerne',
    memory: 'Speicher',
    heap: 'davon Heap',
    loop: 'Verzug der Event-Loop',
    media: 'Media-Worker',
    generation: 'Bilderzeugung',
    view: 'Zeit pro Ansicht',
    imagined: 'Neu erdacht',
  },
  measuring: '…',
  uptime: (seconds: number) => {
    const minutes = Math.floor(seconds / 60);
    return `${Math.floor(minutes / 60)} Std. ${minutes % 60} Min.`;
  },
  cores: (value: number) => number(value, 2),
  megabytes,
  percent,
  loop: (p50: number, p99: number, maximum: number) =>
    `${milliseconds(p50)} (p99 ${milliseconds(p99)}, höchstens ${milliseconds(maximum)})`,
  media: (workers: readonly { cores: number; residentBytes?: number | undefined }[]) =>
    workers
      .map(
        ({ cores, residentBytes }) =>
          `${number(cores, 2)} Kerne${residentBytes === undefined ? '' : `, ${megabytes(residentBytes)}`}`,
      )
      .join('; '),
  generation: (workers: number, viewsPerSecond: number) =>
    `${number(viewsPerSecond, 1)} Ansichten/s auf ${workers} ${plural(workers, 'Worker', 'Workern')}`,
  view: (engine: number, inference: number) =>
    `${milliseconds(engine)}, davon ${milliseconds(inference)} in den Netzen`,
  rooms: 'Räume',
  noRooms: 'Kein Raum ist offen.',
  room: {
    tick: 'Takt',
    players: 'Spieler',
    spectators: 'Zuschauer',
    attainment: 'Rechtzeitig',
    missed: 'Verpasst oder ungezeichnet',
    load: 'Dauer eines Takts',
    keyframes: 'Schlüsselbilder',
    faults: 'Fehler',
  },
  roomPlace: (world: string, access: 'public' | 'link') =>
    `${world}, ${access === 'link' ? 'nur mit Link' : 'öffentlich'}`,
  of: (count: number, all: number) => `${count} von ${all}`,
  missed: (missed: number, undrawn: number) => `${missed} / ${undrawn}`,
  milliseconds,
  members: (room: string) => `Wer in ${room} ist`,
  roles: { player: 'spielt', spectator: 'schaut zu' },
  waiting: 'wartet auf einen Platz',
  away: 'abwesend',
  host: 'Host',
  closeRoom: 'Raum schließen',
  closeRoomOf: (room: string) => `Raum ${room} schließen`,
  closeConfirm: (room: string) => `Den Raum „${room}“ für alle schließen, die darin sind?`,
  putOut: 'Rauswerfen',
  putOutOf: (name: string, room: string) => `${name} aus ${room} rauswerfen`,
  putOutConfirm: (name: string) => `${name} aus dem Raum werfen?`,
  recordings: 'Aufnahmen',
  noRecordings: 'Gerade wird nichts aufgenommen.',
  recording: (name: string, room: string) => `${name} – ${room}`,
  kept: (files: number, bytes: number) =>
    `${files} ${plural(files, 'fertige Datei', 'fertige Dateien')} auf der Festplatte, ${megabytes(bytes)}.`,
  finished: 'Fertige Aufnahmen',
  finishedFacts: (began: number | undefined, bytes: number, cutShort: boolean) =>
    [
      ...(began === undefined ? [] : [moment(began)]),
      megabytes(bytes),
      ...(cutShort ? ['abgebrochen: das Ende fehlt'] : []),
    ].join(' · '),
  downloadOf: (recording: string) => `${recording} herunterladen`,
  stop: 'Stopp',
  stopOf: (name: string) => `Aufnahme von ${name} stoppen`,
  log: 'Protokoll',
  logTime: (at: number) => time(at),
  logHint: 'Die letzten Zeilen, neueste zuerst.',
  failed: (what: string) => `Das hat nicht geklappt: ${what}`,
} as const;
