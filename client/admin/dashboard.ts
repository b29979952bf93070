import type {
  AdminFinishedRecording,
  AdminLogLine,
  AdminRecording,
  AdminReport,
  AdminRoom,
} from '../../shared/admin.ts';
import { button, element } from '../dom/element.ts';
import { type Keyed, KeyedList, setText } from '../dom/keyed-list.ts';
import { texts } from '../texts.ts';
import { Figures } from './figures.ts';
import { RoomCard, type RoomCardHandlers } from './room-card.ts';

export interface DashboardHandlers {
  closeRoom: RoomCardHandlers['close'];
  putOut: RoomCardHandlers['putOut'];
  stopRecording(recording: AdminRecording): void;
}

/** Shows the server's report: figures, rooms and log lines. */
export class Dashboard {
  readonly root: HTMLElement;
  readonly #figures = new Figures(texts.admin.figures);
  readonly #rooms: KeyedList<AdminRoom>;
  readonly #noRooms = element('p', { class: 'quiet-text' }, texts.admin.noRooms);
  readonly #recordings: KeyedList<AdminRecording>;
  readonly #noRecordings = element('p', { class: 'quiet-text' }, texts.admin.noRecordings);
  readonly #finished: KeyedList<AdminFinishedRecording>;
  readonly #kept = element('p', { class: 'quiet-text', 'data-testid': 'kept-recordings' });
  readonly #log: KeyedList<AdminLogLine>;

  constructor(handlers: DashboardHandlers) {
    const { admin } = texts;
    this.#rooms = new KeyedList(
      element('div', { class: 'admin-rooms' }),
      ({ id }) => id,
      (room) => new RoomCard(room, { close: handlers.closeRoom, putOut: handlers.putOut }),
    );
    this.#recordings = new KeyedList(
      element('ul', { class: 'admin-rows' }),
      ({ id }) => id,
      (recording) => recordingRow(recording, () => handlers.stopRecording(recording)),
    );
    this.#finished = new KeyedList(
      element('ul', { class: 'admin-rows', 'aria-label': admin.finished }),
      ({ id }) => id,
      finishedRow,
    );
    this.#log = new KeyedList(
      element('ul', { class: 'admin-log', tabindex: 0, 'aria-label': admin.log }),
      keyOf,
      logRow,
    );
    this.root = element(
      'div',
      { class: 'admin-columns', 'data-testid': 'dashboard' },
      section(admin.process, this.#figures.root),
      section(admin.rooms, this.#noRooms, this.#rooms.root),
      section(admin.recordings, this.#noRecordings, this.#recordings.root, this.#kept, this.#finished.root),
      section(admin.log, element('p', { class: 'quiet-text' }, admin.logHint), this.#log.root),
    );
  }

  update(report: AdminReport): void {
    const { admin } = texts;
    const { load, kept } = report;
    const measured = (value: string | undefined) => value ?? admin.measuring;
    const { loopDelay, generation } = load ?? {};
    this.#figures.update({
      uptime: admin.uptime(report.uptimeSeconds),
      pack: report.pack,
      provider: report.provider,
      cores: measured(load && admin.cores(load.cores)),
      memory: measured(load && admin.megabytes(load.residentBytes)),
      heap: measured(load && admin.megabytes(load.heapBytes)),
      loop: measured(loopDelay && admin.loop(loopDelay.p50, loopDelay.p99, loopDelay.maximum)),
      media: measured(load && admin.media(load.mediaWorkers)),
      generation: measured(generation && admin.generation(generation.workers, generation.viewsPerSecond)),
      view: measured(
        generation && admin.view(generation.engineMilliseconds, generation.inferenceMilliseconds),
      ),
      imagined: measured(generation && admin.percent(generation.imaginedShare)),
    });
    this.#noRooms.hidden = report.rooms.length > 0;
    this.#rooms.update(report.rooms);
    this.#noRecordings.hidden = report.recordings.length > 0;
    this.#recordings.update(report.recordings);
    setText(this.#kept, admin.kept(kept.files, kept.bytes));
    this.#finished.update(report.finished);
    this.#log.update(report.log);
  }
}

function section(title: string, ...children: Node[]): HTMLElement {
  return element('section', { 'aria-label': title }, element('h2', {}, title), ...children);
}

function recordingRow({ name, roomName, id }: AdminRecording, stop: () => void): Keyed<AdminRecording> {
  const { admin, capture } = texts;
  const progress = element('span', { class: 'quiet-text' });
  const attributes = {
    class: 'quiet',
    'aria-label': admin.stopOf(name),
    'data-testid': 'admin-stop-recording',
  };
  return {
    root: element(
      'li',
      { 'data-testid': 'admin-recording', 'data-recording': id },
      element('span', { class: 'admin-name' }, admin.recording(name, roomName)),
      progress,
      button(admin.stop, attributes, stop),
    ),
    update: ({ milliseconds, bytes }) => setText(progress, capture.progress(milliseconds, bytes)),
  };
}

function finishedRow(recording: AdminFinishedRecording): Keyed<AdminFinishedRecording> {
  const { admin, capture } = texts;
  const { id, name, roomName, began, bytes, cutShort } = recording;
  const title = name === '' ? id : admin.recording(name, roomName);
  const link = element(
    'a',
    {
      class: 'button quiet',
      download: true,
      'aria-label': admin.downloadOf(title),
      'data-testid': 'admin-download',
    },
    capture.download,
  );
  return {
    root: element(
      'li',
      { 'data-testid': 'admin-finished', 'data-recording': id },
      element('span', { class: 'admin-name' }, title),
      element('span', { class: 'quiet-text' }, admin.finishedFacts(began, bytes, cutShort)),
      link,
    ),
    // Each report brings a newly signed link.
    update: (now) => void link.setAttribute('href', now.link),
  };
}

/** Log lines never change, so their text serves as key. */
function keyOf({ time, text, detail }: AdminLogLine): string {
  return `${time} ${text} ${detail}`;
}

function logRow({ time, level, text, detail }: AdminLogLine): Keyed<AdminLogLine> {
  const root = element(
    'li',
    { class: `log-line ${level}` },
    element('time', {}, texts.admin.logTime(time)),
    element('span', { class: 'log-level' }, level),
    element('span', { class: 'log-text' }, text),
    element('code', {}, detail),
  );
  return { root, update: () => {} };
}
