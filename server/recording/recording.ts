import type { RecordingEnd } from '../../shared/notices/recording-notices.ts';
import type { RecordingState } from '../../shared/recording.ts';
import type { EncodedPicture, PictureSink, PictureSource } from '../contracts/picture-sink.ts';
import { videoClockRate } from '../streaming/video-encoder.ts';
import { diskReason, RecordingEndError } from './disk-error.ts';
import { containers, type MediaFile, type Sample, type Track } from './media-file.ts';

/** What may be recorded at most; whatever reaches a limit ends there, whole. */
export interface RecordingLimits {
  milliseconds: number;
  bytes: number;
}

/** What a recording is of. */
export interface RecordingSubject {
  /** Id of the room. */
  room: string;
  roomName: string;
  /** Session id of the player whose view it is, and the player's name. */
  view: string;
  name: string;
  /** Session id of whoever began it. */
  by: string;
  /** Pictures a second. */
  rate: number;
}

export interface RecordingOptions {
  id: string;
  /** Milliseconds since the epoch. */
  began: number;
  subject: RecordingSubject;
  source: PictureSource;
  /** Name by which the file is downloaded. */
  fileName: string;
  /** Makes the file. */
  create(tracks: readonly Track[]): Promise<MediaFile>;
  limits: RecordingLimits;
  /** Called with a whole, closed file. */
  keep(): Promise<void>;
  /**
   * Called with one that the disk has cut short, closed as well: keeps what can be played of it, and
   * answers with how long that is; undefined when that is nothing.
   */
  salvage(): Promise<{ milliseconds: number; bytes: number } | undefined>;
  /** Told of what the disk said, for the log. */
  diskFailed?(error: unknown): void;
}

/** Most bytes that wait for the disk; some 25 s of pictures of 256 x 144, and half of that for twice the sides. */
const mostWaiting = 8 * 2 ** 20;
/** Between two keyframes, milliseconds: what a player can seek to. */
const keyframePeriod = 5_000;

/**
 * Writes the pictures of one stream, as they were encoded, to a file. Where the stream changes their size, so does the
 * file, at the stream's own keyframe: nothing is encoded a second time. Nobody waits for the disk: what
 * it has not taken yet is queued, and a queue that grows too long ends the recording. What the disk has
 * taken is kept when it fails.
 */
export class Recording implements PictureSink {
  readonly id: string;
  readonly subject: RecordingSubject;
  readonly fileName: string;
  /** How the name of the file ends, without the dot. */
  readonly extension: string;
  /** Milliseconds since the epoch. */
  readonly began: number;
  readonly #options: RecordingOptions;
  readonly #timer: NodeJS.Timeout;
  /** Resolves when it has ended. */
  readonly ended: Promise<void>;
  #state: RecordingState = 'recording';
  #reason: RecordingEnd | undefined;
  #cutShort = false;
  /** The disk failed; nothing more is asked of the file. */
  #broken = false;
  #file: MediaFile | undefined;
  #unfollow: (() => void) | undefined;
  /** The last thing that the disk is asked for. */
  #last: Promise<void>;
  #waiting = 0;
  /** Ticks of the first picture, and milliseconds up to the end of the last. */
  #first: number | undefined;
  #milliseconds = 0;
  #keyframeAt = 0;
  #bytes = 0;
  #resolveEnded!: () => void;

  constructor(options: RecordingOptions) {
    const { id, subject, source, create, limits } = options;
    this.id = id;
    this.subject = subject;
    this.fileName = options.fileName;
    this.began = options.began;
    this.#options = options;
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
    const { codec, size } = source;
    this.extension = containers[codec].extension;
    const track: Track = { kind: 'video', codec, ...size, rate: subject.rate, clockRate: videoClockRate };
    this.#last = create([track]).then((file) => {
      this.#file = file;
    });
    this.#last.catch((error: unknown) => this.#fail(error));
    // A view that nobody draws any more has no pictures that would reach the limit.
    this.#timer = setTimeout(() => this.stop(tooLong), limits.milliseconds);
    this.#unfollow = source.follow(this);
    source.requestKeyframe();
  }

  get state(): RecordingState {
    return this.#state;
  }

  /** Why it ended, where nobody asked for that. */
  get reason(): RecordingEnd | undefined {
    return this.#reason;
  }

  /** Whether the disk ended it, and its last seconds may be missing. */
  get cutShort(): boolean {
    return this.#cutShort;
  }

  /** Length so far. */
  get milliseconds(): number {
    return this.#milliseconds;
  }

  /** Size so far. */
  get bytes(): number {
    return this.#bytes;
  }

  picture({ data, keyframe }: EncodedPicture, ticks: number): void {
    if (this.#state !== 'recording') return;
    // What comes before the first keyframe cannot be decoded.
    if (this.#first === undefined && !keyframe) return;
    this.#first ??= ticks;
    const { subject, limits, source } = this.#options;
    const time = ticks - this.#first;
    const duration = Math.round(videoClockRate / subject.rate);
    const end = ((time + duration) * 1000) / videoClockRate;
    const size = this.#bytes + this.#waiting + data.length;
    if (end > limits.milliseconds) this.stop(tooLong);
    else if (size > limits.bytes) this.stop({ code: 'largest-recording', values: {} });
    else if (this.#waiting + data.length > mostWaiting) {
      this.#fail(new RecordingEndError({ code: 'disk-slow', values: {} }));
    }
    // One of them has changed the state.
    if (this.state !== 'recording') return;
    this.#milliseconds = end;
    if (keyframe) this.#keyframeAt = end;
    else if (end - this.#keyframeAt >= keyframePeriod) {
      this.#keyframeAt = end;
      source.requestKeyframe();
    }
    this.#write({ track: 0, data, keyframe, time, duration });
  }

  /** Ends it, whole. Nothing happens when it is ending already. */
  stop(reason?: RecordingEnd): void {
    if (this.#state !== 'recording') return;
    this.#leave('finishing', reason);
    void this.#finish();
  }

  /** The stream ended: the player left, or the room ended. */
  streamEnded(): void {
    this.stop({ code: 'recorded-player-left', values: {} });
  }

  #write(sample: Sample): void {
    this.#waiting += sample.data.length;
    this.#last = this.#last.then(async () => {
      if (this.#broken) return;
      await this.#file?.write(sample);
      this.#waiting -= sample.data.length;
      this.#bytes = this.#file?.bytes ?? 0;
    });
    this.#last.catch((error: unknown) => this.#fail(error));
  }

  async #finish(): Promise<void> {
    try {
      await this.#last;
      if (this.#first === undefined) throw new RecordingEndError({ code: 'nothing-recorded', values: {} });
      await this.#file?.finish();
      this.#bytes = this.#file?.bytes ?? 0;
      await this.#file?.close();
      await this.#options.keep();
      this.#state = 'done';
      this.#resolveEnded();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    if (this.#broken || this.#state === 'failed' || this.#state === 'done') return;
    this.#broken = true;
    this.#options.diskFailed?.(error);
    this.#leave('finishing', diskReason(error));
    // What the disk is at has to come back before the file may be let go of.
    const salvage = () => this.#salvage();
    this.#last.then(salvage, salvage).then(this.#resolveEnded, this.#resolveEnded);
  }

  async #salvage(): Promise<void> {
    try {
      await this.#file?.close();
      const kept = await this.#options.salvage();
      this.#cutShort = kept !== undefined;
      this.#milliseconds = kept?.milliseconds ?? 0;
      this.#bytes = kept?.bytes ?? 0;
    } catch (error) {
      this.#options.diskFailed?.(error);
    }
    this.#state = this.#cutShort ? 'done' : 'failed';
  }

  #leave(state: RecordingState, reason: RecordingEnd | undefined): void {
    this.#state = state;
    this.#reason = reason;
    clearTimeout(this.#timer);
    this.#unfollow?.();
  }
}

const tooLong: RecordingEnd = { code: 'longest-recording', values: {} };
