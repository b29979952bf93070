import type { Log } from '../log.ts';
import type { PictureSource } from '../streaming/picture-sink.ts';
import { FfmpegFile } from './ffmpeg-file.ts';
import { type CreateMediaFile, containers } from './media-file.ts';
import { Recording, type RecordingLimits, type RecordingSubject } from './recording.ts';
import { type KeptFile, RecordingFolder } from './recording-folder.ts';

export interface RecordingsOptions {
  folder: string;
  /** For how long files, and links to them, are good. */
  hours: number;
  limits: RecordingLimits;
  /** Most recordings at once, of this process and of one room. */
  most: number;
  mostInRoom: number;
  /** Most bytes of all files, those that are being written counted as if they had their full size. */
  diskBytes: number;
  log: Log;
  /** FFmpeg's muxer by default. */
  create?: CreateMediaFile;
  now?: () => number;
}

/** Why nothing is recorded, for whoever asked for it. */
export class RecordingError extends Error {
  override name = 'RecordingError';
}

/** Milliseconds between two looks for files that have expired. */
const sweepPeriod = 60_000;

/** All recordings of a process: those that run, and the files of those that have ended. */
export class Recordings {
  readonly limits: RecordingLimits;
  readonly #options: RecordingsOptions;
  readonly #folder: RecordingFolder;
  readonly #create: CreateMediaFile;
  /** By id, until the file is closed. */
  readonly #running = new Map<string, Recording>();
  readonly #timer: NodeJS.Timeout;
  #sweeping: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(options: RecordingsOptions) {
    this.#options = options;
    this.limits = options.limits;
    this.#folder = new RecordingFolder(options);
    this.#create = options.create ?? FfmpegFile.create;
    this.#timer = setInterval(() => this.#sweep(), sweepPeriod);
    this.#timer.unref();
    this.#sweep();
  }

  /** Those that are being written now. */
  get running(): readonly Recording[] {
    return [...this.#running.values()];
  }

  /** Views of a room that are being recorded now. */
  *viewsOf(room: string): Iterable<string> {
    for (const { subject, state } of this.#running.values()) {
      if (subject.room === room && state === 'recording') yield subject.view;
    }
  }

  /** Finished files, and their bytes. */
  get kept(): { files: number; bytes: number } {
    return this.#folder.kept;
  }

  /** Milliseconds for which a finished file is kept. */
  get lifetime(): number {
    return this.#folder.lifetime;
  }

  /** Begins to record what `source` encodes. Throws a RecordingError when that may not be. */
  start(subject: RecordingSubject, source: PictureSource): Recording {
    this.#requireRoom(subject);
    const { extension } = containers[source.codec];
    const id = this.#folder.newId();
    const { log, limits } = this.#options;
    const folder = this.#folder;
    const recording = new Recording({
      id,
      subject,
      source,
      create: async (tracks) => this.#create(await folder.begin(id, extension), tracks),
      limits,
      keep: () => folder.keep(id, extension),
      discard: () => folder.discard(id, extension),
    });
    this.#running.set(id, recording);
    const about = { room: subject.room, session: subject.view, recording: id };
    log.info({ ...about, by: subject.by }, 'recording');
    void recording.ended.then(() => {
      this.#running.delete(id);
      const { state, reason, milliseconds, bytes } = recording;
      const level = state === 'failed' ? 'warn' : 'info';
      log[level](
        { ...about, state, reason, milliseconds: Math.round(milliseconds), bytes },
        'recording ended',
      );
    });
    return recording;
  }

  /** Ends one, whole; false when none with this id runs. */
  stop(id: string, reason: string): boolean {
    const recording = this.#running.get(id);
    recording?.stop(reason);
    return recording !== undefined;
  }

  /** The file of a finished recording, unless it has expired. */
  find(id: string): Promise<KeptFile | undefined> {
    return this.#folder.find(id);
  }

  /** Ends those that run, whole, and waits for their files. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    for (const recording of this.running) recording.stop('The server is closing.');
    await Promise.all(this.running.map(({ ended }) => ended));
    await this.#sweeping;
  }

  #requireRoom({ room, view }: RecordingSubject): void {
    const { most, mostInRoom, diskBytes, limits } = this.#options;
    const running = this.running;
    if (most === 0 || this.#closed) throw new RecordingError('this server does not record.');
    const inRoom = running.filter(({ subject }) => subject.room === room);
    if (inRoom.some(({ subject, state }) => subject.view === view && state === 'recording')) {
      throw new RecordingError('this view is being recorded already.');
    }
    if (inRoom.length >= mostInRoom) {
      throw new RecordingError(`a room records ${mostInRoom} views at most at one time; end one first.`);
    }
    if (running.length >= most) {
      throw new RecordingError(`all ${most} recordings of this server are in use; try again later.`);
    }
    if (this.kept.bytes + (running.length + 1) * limits.bytes > diskBytes) {
      throw new RecordingError(
        'the space for recordings on this server is used up; it is free again as older ones expire.',
      );
    }
  }

  #sweep(): void {
    this.#sweeping = this.#folder.sweep(new Set(this.#running.keys())).catch((error: unknown) => {
      this.#options.log.warn({ err: error }, 'recordings that have expired could not be removed');
    });
  }
}
