import type { PictureSize } from '../contracts/picture.ts';
import type { EncodedPicture, PictureSink, PictureSource, VideoCodec } from '../contracts/picture-sink.ts';
import type { SoundSink, SoundSource } from '../contracts/sound-sink.ts';
import { videoClockRate } from '../streaming/video-encoder.ts';

export interface ClipLimits {
  /** How much is kept: at least this long, unless it would be more bytes. */
  milliseconds: number;
  bytes: number;
}

/** Milliseconds between two keyframes: a clip begins with one, and so is at most this much longer than asked for. */
const keyframePeriod = 5_000;
/** Milliseconds of sound that may wait for the picture of its moment. */
const soundAhead = 1_000;

interface KeptPicture extends EncodedPicture {
  ticks: number;
}

/** Pictures that can be decoded without any before them: the first one is a keyframe. */
interface Group {
  size: PictureSize;
  pictures: KeptPicture[];
  bytes: number;
}

interface KeptSound {
  data: Uint8Array;
  /** Milliseconds on the room's clock. */
  time: number;
}

/**
 * The last seconds of one view, as its stream has encoded them, and what was heard there: for a clip that somebody asks for
 * when it has happened already. It is on the server, because pages may have lost frames on the way and receive no sound
 * before they ask for it, and because times are exact here; and it is in memory alone, so that nothing is written for
 * nobody.
 */
export class ClipRing implements PictureSink, SoundSink {
  readonly #source: PictureSource;
  readonly #limits: ClipLimits;
  readonly #groups: Group[] = [];
  readonly #unfollow: () => void;
  #sounds: KeptSound[] = [];
  #bytes = 0;
  #unhear: (() => void) | undefined;
  #askedAt = Number.NEGATIVE_INFINITY;
  #ended = false;

  constructor(source: PictureSource, limits: ClipLimits) {
    this.#source = source;
    this.#limits = limits;
    this.#unfollow = source.follow(this);
    if (!this.#ended) source.requestKeyframe();
  }

  /** Whether the stream is over: nothing more comes. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Bytes of pictures in memory. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Keeps what is heard there, too. */
  hear(source: SoundSource): void {
    if (!this.#ended) this.#unhear = source.follow(this);
  }

  picture({ data, keyframe }: EncodedPicture, ticks: number): void {
    if (keyframe) this.#groups.push({ size: this.#source.size, pictures: [], bytes: 0 });
    const group = this.#groups.at(-1);
    // Pictures before the first keyframe cannot be decoded.
    if (group === undefined) return;
    group.pictures.push({ data, keyframe, ticks });
    group.bytes += data.length;
    this.#bytes += data.length;
    if (keyframe) this.#askedAt = ticks;
    else if (ticks - this.#askedAt >= inTicks(keyframePeriod)) {
      this.#askedAt = ticks;
      this.#source.requestKeyframe();
    }
    this.#forget(ticks);
  }

  sound(data: Uint8Array, time: number): void {
    this.#sounds.push({ data, time });
  }

  streamEnded(): void {
    this.close();
  }

  /** What is kept now; undefined before the first picture. The ring goes on. */
  take(): Clip | undefined {
    const groups = this.#groups.map((group) => ({ ...group, pictures: [...group.pictures] }));
    const [first] = groups;
    if (first === undefined) return undefined;
    return new Clip({
      codec: this.#source.codec,
      size: first.size,
      pictures: groups.flatMap(({ pictures }) => pictures),
      sounds: this.#unhear === undefined ? undefined : [...this.#sounds],
    });
  }

  close(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#unfollow?.();
    this.#unhear?.();
    this.#groups.length = 0;
    this.#sounds = [];
    this.#bytes = 0;
  }

  /** Drops the oldest pictures, as many as go together, where there are enough or too many without them. */
  #forget(ticks: number): void {
    const enough = ticks - inTicks(this.#limits.milliseconds);
    for (;;) {
      const [oldest, next] = this.#groups;
      if (oldest === undefined || next === undefined) break;
      if (next.pictures[0].ticks > enough && this.#bytes <= this.#limits.bytes) break;
      this.#groups.shift();
      this.#bytes -= oldest.bytes;
    }
    const begin = ((this.#groups.at(0)?.pictures.at(0)?.ticks ?? ticks) * 1000) / videoClockRate;
    const kept = this.#sounds.findIndex(({ time }) => time >= begin);
    if (kept > 0) this.#sounds.splice(0, kept);
  }
}

interface ClipParts {
  codec: VideoCodec;
  size: PictureSize;
  pictures: readonly KeptPicture[];
  /** Undefined if nothing could be heard. */
  sounds: readonly KeptSound[] | undefined;
}

/** Seconds that are over, as something that can be recorded: all of it is given as soon as somebody follows. */
export class Clip {
  readonly pictures: PictureSource;
  /** Undefined if nothing could be heard. */
  readonly sound: SoundSource | undefined;
  /** Resolves when all was given. */
  readonly given: Promise<void>;
  readonly #parts: ClipParts;
  #resolveGiven!: () => void;
  #pictureSink: PictureSink | undefined;

  constructor(parts: ClipParts) {
    this.#parts = parts;
    this.given = new Promise((resolve) => {
      this.#resolveGiven = resolve;
    });
    const { codec, size } = parts;
    this.pictures = {
      codec,
      size,
      follow: (sink) => {
        this.#pictureSink = sink;
        return () => undefined;
      },
      requestKeyframe: () => undefined,
    };
    if (parts.sounds === undefined) return;
    this.sound = {
      follow: (sink) => {
        this.#give(sink);
        return () => undefined;
      },
    };
  }

  /** Gives a clip without sound. One with sound gives all when its sound is followed, which comes last. */
  giveSilent(): void {
    if (this.#parts.sounds === undefined) this.#give(undefined);
  }

  /** In the order of times, so that no sound waits long for its picture. */
  #give(soundSink: SoundSink | undefined): void {
    const sink = this.#pictureSink;
    const { pictures, sounds = [] } = this.#parts;
    let heard = 0;
    for (const { data, keyframe, ticks } of pictures) {
      const until = (ticks * 1000) / videoClockRate + soundAhead;
      for (; heard < sounds.length && sounds[heard].time < until; heard++) {
        soundSink?.sound(sounds[heard].data, sounds[heard].time);
      }
      sink?.picture({ data, keyframe }, ticks);
    }
    this.#resolveGiven();
  }
}

function inTicks(milliseconds: number): number {
  return (milliseconds * videoClockRate) / 1000;
}
