import { fileName, fileTime } from '../../shared/file-name.ts';
import type { RecordingEnd } from '../../shared/notices/recording-notices.ts';
import { NoticeError } from '../contracts/notice-error.ts';
import type { PictureSource } from '../contracts/picture-sink.ts';
import type { SoundSource } from '../contracts/sound-sink.ts';
import type { Log } from '../log.ts';
import { type Clip, ClipRing } from './clip-ring.ts';
import { FfmpegFile } from './ffmpeg-file.ts';
import { type CreateMediaFile, containers } from './media-file.ts';
import { ownIdentity } from './process-identity.ts';
import { Recording, type RecordingLimits, type RecordingSubject } from './recording.ts';
import { type KeptFile, RecordingFolder } from './recording-folder.ts';

export interface RecordingsOptions {
  folder: string;
  /** Hours for which files and links to them are valid. */
  hours: number;
  limits: RecordingLimits;
  /** How much of each view is kept for clips; by default nothing. */
  clips?: RecordingLimits;
  /** Most concurrent recordings of this process and of one room. */
  most: number;
  mostInRoom: number;
  /** Most bytes of all files. Running recordings count with their maximum size. */
  diskBytes: number;
  log: Log;
  /** FFmpeg's muxer by default. */
  create?: CreateMediaFile;
  now?: () => number;
}

/** A file that can be downloaded. */
export interface FinishedRecording {
  id: string;
  /** Names of its room and of the player whose view it shows. Empty if unknown. */
  roomName: string;
  name: string;
  /** Milliseconds since the epoch. `began` is undefined if unknown. */
  began: number | undefined;
  expires: number;
  /** Name for the download. */
  fileName: string;
  bytes: number;
  /** Whether a crash or a full disk ended it. */
  cutShort: boolean;
}

/** A clip is as long and as large as what was kept for it, and is written in a moment. */
const clipLimits: RecordingLimits = { milliseconds: 600_000, bytes: Number.POSITIVE_INFINITY };
/** Milliseconds between two searches for files that have expired or whose writer has died. */
const sweepPeriod = 60_000;
/** Milliseconds between two signs of life for processes that cannot see this one. */
const heartbeatPeriod = 10_000;

/** All recordings of a process: the running ones, and the files of finished ones. */
export class Recordings {
  readonly limits: RecordingLimits;
  readonly #options: RecordingsOptions;
  readonly #folder: RecordingFolder;
  readonly #create: CreateMediaFile;
  /** Running recordings by id, until their files are closed. */
  readonly #running = new Map<string, Recording>();
  readonly #timers: NodeJS.Timeout[];
  readonly #owner = ownIdentity();
  /** Ids of files that cannot be repaired and were logged. */
  readonly #reported = new Set<string>();
  #sweeping: Promise<void>;
  #closed = false;

  constructor(options: RecordingsOptions) {
    this.#options = options;
    this.limits = options.limits;
    this.#folder = new RecordingFolder(options);
    this.#create = options.create ?? FfmpegFile.create;
    this.#timers = [
      setInterval(() => this.#sweep(), sweepPeriod),
      setInterval(() => this.#heartbeat(), heartbeatPeriod),
    ];
    for (const timer of this.#timers) timer.unref();
    this.#sweeping = options.most === 0 ? Promise.resolve() : this.#checkFolder();
    this.#sweep();
  }

  /** Recordings that are being written now. */
  get running(): readonly Recording[] {
    return [...this.#running.values()];
  }

  /** Views of a room that are being recorded now. */
  *viewsOf(room: string): Iterable<string> {
    for (const { subject, state } of this.#running.values()) {
      if (subject.room === room && state === 'recording') yield subject.view;
    }
  }

  /** Number and bytes of the finished files. */
  get kept(): { files: number; bytes: number } {
    return this.#folder.kept;
  }

  /** Milliseconds for which a finished file is kept. */
  get lifetime(): number {
    return this.#folder.lifetime;
  }

  /**
   * Starts to record the pictures of `source`, and the sound if there is any.
   *
   * @throws NoticeError if a limit forbids it or the server does not record
   */
  start(
    subject: RecordingSubject,
    source: PictureSource,
    sound?: Promise<SoundSource | undefined>,
  ): Recording {
    this.#requireRoom(subject);
    const { extension } = containers[source.codec];
    const id = this.#folder.newId();
    const { log, limits } = this.#options;
    const folder = this.#folder;
    const about = { room: subject.room, session: subject.view, recording: id };
    const { roomName, name } = subject;
    const began = Date.now();
    const note = {
      format: 1 as const,
      fileName: fileName([roomName, name, fileTime(new Date(began))], extension),
      roomName,
      name,
      began,
      owner: this.#owner,
    };
    const recording = new Recording({
      id,
      began,
      subject,
      source,
      sound,
      fileName: note.fileName,
      create: async (tracks) => this.#create(await folder.begin(id, extension, note), tracks),
      limits: subject.clip ? clipLimits : limits,
      keep: () => folder.keep(id, extension),
      salvage: () => folder.salvage(id, extension),
      diskFailed: (error) => log.warn({ ...about, err: error }, 'the disk failed under a recording'),
    });
    this.#running.set(id, recording);
    log.info({ ...about, by: subject.by }, 'recording');
    void recording.ended.then(() => {
      this.#running.delete(id);
      const { state, reason, cutShort, milliseconds, bytes } = recording;
      const level = state === 'failed' || cutShort ? 'warn' : 'info';
      log[level](
        { ...about, state, reason: reason?.code, cutShort, milliseconds: Math.round(milliseconds), bytes },
        'recording ended',
      );
    });
    return recording;
  }

  /** Keeps the last seconds of `source` for clips; undefined where the server does not record. */
  ring(source: PictureSource): ClipRing | undefined {
    const { clips } = this.#options;
    return clips === undefined || !this.keepsClips ? undefined : new ClipRing(source, clips);
  }

  /** Whether anything is kept for clips. */
  get keepsClips(): boolean {
    const { most, clips } = this.#options;
    return most > 0 && !this.#closed && clips !== undefined && clips.milliseconds > 0;
  }

  /**
   * Saves a clip as a recording, which is done as soon as it is on the disk.
   *
   * @throws NoticeError as `start` does
   */
  save(subject: Omit<RecordingSubject, 'clip'>, clip: Clip): Recording {
    const recording = this.start(
      { ...subject, clip: true },
      clip.pictures,
      clip.sound && Promise.resolve(clip.sound),
    );
    void clip.given.then(() => recording.stop());
    clip.giveSilent();
    return recording;
  }

  /** Ends a recording as a complete file. Returns false if none with this id runs. */
  stop(id: string, reason: RecordingEnd): boolean {
    const recording = this.#running.get(id);
    recording?.stop(reason);
    return recording !== undefined;
  }

  /** The file of a finished recording, or undefined if it has expired. */
  async find(id: string): Promise<KeptFile | undefined> {
    // Files of crashed processes must be repaired before they can be found.
    await this.#sweeping;
    return this.#folder.find(id);
  }

  /** The `most` latest finished recordings, latest first. Includes those of earlier runs of the server. */
  async finished(most = 50): Promise<FinishedRecording[]> {
    await this.#sweeping;
    const found = await this.#folder.finished(most);
    return found.map(({ id, extension, bytes, cutShort, expires, note }) => ({
      id,
      roomName: note?.roomName ?? '',
      name: note?.name ?? '',
      began: note?.began,
      fileName: note?.fileName ?? `${id}.${extension}`,
      bytes,
      cutShort,
      expires,
    }));
  }

  /** Ends all running recordings as complete files and waits for them. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#timers) clearInterval(timer);
    for (const recording of this.running) recording.stop({ code: 'recording-server-closing', values: {} });
    await Promise.all(this.running.map(({ ended }) => ended));
    await this.#sweeping;
  }

  #requireRoom({ room, view, clip = false }: RecordingSubject): void {
    const { most, mostInRoom, diskBytes, limits } = this.#options;
    const running = this.running;
    if (most === 0 || this.#closed) throw new NoticeError({ code: 'recording-off', values: {} });
    // A clip is written in a moment, whatever else is recorded there.
    const inRoom = clip ? [] : running.filter(({ subject }) => subject.room === room && !subject.clip);
    if (inRoom.some(({ subject, state }) => subject.view === view && state === 'recording')) {
      throw new NoticeError({ code: 'view-recorded-already', values: {} });
    }
    if (inRoom.length >= mostInRoom) {
      throw new NoticeError({ code: 'recordings-of-room', values: { maximum: mostInRoom } });
    }
    if (running.length >= most) {
      throw new NoticeError({ code: 'recordings-of-server', values: { maximum: most } });
    }
    if (this.kept.bytes + (running.length + 1) * limits.bytes > diskBytes) {
      throw new NoticeError({ code: 'recordings-space', values: {} });
    }
  }

  #sweep(): void {
    const { log } = this.#options;
    this.#sweeping = this.#sweeping
      .then(() => this.#recover())
      .then(() => this.#folder.sweep(this.#running))
      .catch((error: unknown) => {
        log.warn({ err: error }, 'recordings that have expired could not be removed');
      });
  }

  async #recover(): Promise<void> {
    const { log } = this.#options;
    for (const { id, ...found } of await this.#folder.recover(this.#running)) {
      if ('bytes' in found) {
        log.warn({ recording: id, ...found }, 'a recording that was cut short by a crash is closed and kept');
      } else if ('empty' in found) {
        log.info({ recording: id }, 'a recording that a crash had left without a picture is removed');
      } else if (!this.#reported.has(id)) {
        this.#reported.add(id);
        log.warn({ recording: id, err: found.error }, 'a recording that a crash has left cannot be closed');
      }
    }
  }

  #heartbeat(): void {
    for (const { id, extension } of this.#running.values()) void this.#folder.heartbeat(id, extension);
  }

  async #checkFolder(): Promise<void> {
    const { folder, log } = this.#options;
    const reason = await this.#folder.unusable();
    if (reason === undefined) return;
    log.warn(
      { folder },
      `Nothing can be recorded: ${reason}. Choose a folder that this process may write to: --recording-folder.`,
    );
  }
}
