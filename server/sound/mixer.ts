import type { Air, Ear, HeardEvent, HeardMoment, HeardRolling } from '../contracts/heard.ts';
import { Ambience } from './ambience.ts';
import { frameLength } from './audio-format.ts';
import type { SoundBank } from './sound-bank.ts';
import { arrivalOf } from './spatial.ts';
import { Voice } from './voice.ts';

/** Most simultaneous sounds. The oldest is dropped. */
const mostVoices = 24;
/** Amplitude above which peaks are compressed. */
const knee = 0.7;

/** Mixes what one listener hears, frame by frame. */
export class Mixer {
  readonly #bank: SoundBank;
  readonly #ambience: Ambience;
  readonly #events: { voice: Voice; heard: HeardEvent }[] = [];
  readonly #rolling = new Map<string, { voice: Voice; heard: HeardRolling }>();
  #ear: Ear = { x: 0, y: 0, z: 0, yaw: 0 };
  #air: Air | undefined;
  #takes = 0;

  /** @param start Position in the loops at which the ambience begins, in samples. */
  constructor(bank: SoundBank, start = 0) {
    this.#bank = bank;
    this.#ambience = new Ambience(bank, start);
  }

  /** Sets what is audible from the next frame on. */
  hear({ ear, began, rolling, air }: HeardMoment): void {
    this.#ear = ear;
    this.#air = air;
    for (const heard of began) {
      const takes = this.#bank.events[heard.kind];
      this.#events.push({ voice: new Voice(takes[this.#takes++ % takes.length]), heard });
    }
    this.#events.splice(0, Math.max(0, this.#events.length - mostVoices));
    const named = new Set(rolling.map(({ id }) => id));
    // A source that is gone fades out in its last frame; mix() removes it.
    for (const [id, { heard }] of this.#rolling) if (!named.has(id)) heard.level = 0;
    for (const heard of rolling) {
      const known = this.#rolling.get(heard.id);
      if (known) known.heard = { ...heard };
      else if (this.#rolling.size < mostVoices) {
        this.#rolling.set(heard.id, { voice: new Voice(this.#bank.rolling, true), heard: { ...heard } });
      }
    }
  }

  /** Mixes the next frame into `out` [frameLength, 2]. Every sample lies within [-1, 1]. */
  mix(out: Float32Array): void {
    out.fill(0);
    if (this.#air) this.#ambience.addTo(out, this.#air);
    for (const { voice, heard } of this.#events) {
      voice.addTo(out, arrivalOf(this.#ear, heard, heard.level, heard.openness));
    }
    for (const [id, { voice, heard }] of this.#rolling) {
      voice.addTo(out, arrivalOf(this.#ear, heard, heard.level, heard.openness));
      if (heard.level === 0) this.#rolling.delete(id);
    }
    for (let i = this.#events.length - 1; i >= 0; i--) {
      if (this.#events[i].voice.ended) this.#events.splice(i, 1);
    }
    for (let i = 0; i < 2 * frameLength; i++) out[i] = softClip(out[i]);
  }
}

/** Soft clipping: identity up to the knee, then a smooth curve that stays below 1. */
export function softClip(value: number): number {
  const size = Math.abs(value);
  if (size <= knee) return value;
  const rest = 1 - knee;
  const over = (size - knee) / rest;
  return Math.sign(value) * (knee + rest * (over / (1 + over)));
}
