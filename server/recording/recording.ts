import type { RecordingEnd } from '../../shared/notices/recording-notices.ts';
import type { RecordingState } from '../../shared/recording.ts';
import type { EncodedPicture, PictureSink, PictureSource } from '../contracts/picture-sink.ts';
import type { SoundSource } from '../contracts/sound-sink.ts';
import { videoClockRate } from '../streaming/video-encoder.ts';
import { diskReason, RecordingEndError } from './disk-error.ts';
import {
  type AudioTrack,
  containers,
  type MediaFile,
  type MediaPacket,
  type VideoTrack,
} from './media-file.ts';
import { RecordedSound } from './recorded-sound.ts';

/** Limits of a recording. A recording that reaches one ends there as a complete file. */
export interface RecordingLimits {
  milliseconds: number;
  bytes: number;
}

/** What is recorded. */
export interface RecordingSubject {
  /** Id of the room. */
  room: string;
  roomName: string;
  /** Session id and name of the player whose view is recorded. */
  view: string;
  name: string;
  /** Session id of the player who started it. */
  by: string;
  /** Pictures a second. */
  rate: number;
  /** Whether it is a clip: its seconds were over when it began. */
  clip?: boolean;
}

export interface RecordingOptions {
  id: string;
  /** Milliseconds since the epoch. */
  began: number;
  subject: RecordingSubject;
  source: PictureSource;
  /** What is heard there. The file has no sound if that rejects or is undefined. */
  sound?: Promise<SoundSource | undefined>;
  /** Name for the download. */
  fileName: string;
  /** Creates the file. */
  create(tracks: readonly [VideoTrack, ...AudioTrack[]]): Promise<MediaFile>;
  limits: RecordingLimits;
  /** Called with the complete, closed file. */
  keep(): Promise<void>;
  /**
   * Called with a closed file that a disk error cut short. Keeps the playable part and returns its length, or
   * undefined if there is none.
   */
  salvage(): Promise<{ milliseconds: number; bytes: number } | undefined>;
  /** Called with each disk error, for the log. */
  diskFailed?(error: unknown): void;
}

/** Most bytes that may wait for the disk: about 25 s of pictures of 256 x 144, half of that of 512 x 288. */
const mostWaiting = 8 * 2 ** 20;
/** Milliseconds between two keyframes, which is how finely a player can seek. */
const keyframePeriod = 5_000;
/** Milliseconds for which a recording waits for its sound before it begins without. */
const soundPatience = 3_000;

/**
 * Writes the encoded pictures of one stream to a file, and what is heard there. Callers never wait for the disk: writes are queued,
 * and a queue that grows too long ends the recording. If the disk fails, the part that it has written is
 * kept. Where the stream changes the size of its pictures, so does the file, at the stream's own
 * keyframe: nothing is encoded a second time.
 */
export class Recording implements PictureSink {
  readonly id: string;
  readonly subject: RecordingSubject;
  readonly fileName: string;
  /** File extension without the dot. */
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
  /** Whether the disk failed. The file gets no further writes. */
  #broken = false;
  #file: MediaFile | undefined;
  #unfollow: (() => void) | undefined;
  #sound: RecordedSound | undefined;
  #unhear: (() => void) | undefined;
  /** The last queued operation of the file. */
  #last: Promise<void>;
  #waiting = 0;
  /** Ticks of the first picture, and milliseconds until the end of the last one. */
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
    const video = { kind: 'video' as const, codec, ...size, rate: subject.rate, clockRate: videoClockRate };
    this.#last = this.#hear(options.sound).then(async (audio) => {
      this.#file = await create([video, ...audio]);
    });
    this.#last.catch((error: unknown) => this.#fail(error));
    // Without pictures, for example of a view that is not drawn, only the timer enforces the time limit.
    this.#timer = setTimeout(() => this.stop(tooLong), limits.milliseconds);
    this.#unfollow = source.follow(this);
    source.requestKeyframe();
  }

  get state(): RecordingState {
    return this.#state;
  }

  /** Why it ended without a request. */
  get reason(): RecordingEnd | undefined {
    return this.#reason;
  }

  /** Whether a disk error ended it, so that its last seconds may be missing. */
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
    // Pictures before the first keyframe cannot be decoded.
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
    // One of the branches above may have changed the state.
    if (this.state !== 'recording') return;
    this.#milliseconds = end;
    if (keyframe) this.#keyframeAt = end;
    else if (end - this.#keyframeAt >= keyframePeriod) {
      this.#keyframeAt = end;
      source.requestKeyframe();
    }
    this.#write({ track: 0, data, keyframe, time, duration });
    for (const packet of this.#sound?.until(this.#first, ticks + duration) ?? []) this.#write(packet);
  }

  /** Ends it as a complete file. Does nothing if it is ending already. */
  stop(reason?: RecordingEnd): void {
    if (this.#state !== 'recording') return;
    this.#leave('finishing', reason);
    void this.#finish();
  }

  /** The stream ended because the player left or the room ended. */
  streamEnded(): void {
    this.stop({ code: 'recorded-player-left', values: {} });
  }

  /** Follows the sound, if there is some. Resolves with its track. */
  async #hear(found: Promise<SoundSource | undefined> | undefined): Promise<AudioTrack[]> {
    const late = Symbol('late');
    const source = await Promise.race([
      found?.catch(() => undefined),
      new Promise<typeof late>((resolve) => setTimeout(() => resolve(late), soundPatience).unref()),
    ]);
    if (source === undefined || source === late || this.#state !== 'recording') return [];
    this.#sound = new RecordedSound();
    this.#unhear = source.follow(this.#sound);
    return [this.#sound.track];
  }

  #write(packet: MediaPacket): void {
    this.#waiting += packet.data.length;
    this.#last = this.#last.then(async () => {
      if (this.#broken) return;
      await this.#file?.write(packet);
      this.#waiting -= packet.data.length;
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
    // The pending operation must return before the file may be closed.
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
    this.#unhear?.();
  }
}

const tooLong: RecordingEnd = { code: 'longest-recording', values: {} };
