import { chance } from '../world/random.ts';
import { sampleRate } from './audio-format.ts';

/**
 * Building blocks of sounds: mono signals as Float32Array at sampleRate. They are computed from numbers
 * alone, so that every machine makes the same sounds.
 */

/** A signal of `seconds` from a function of time in seconds. */
export function signal(seconds: number, at: (time: number) => number): Float32Array {
  return Float32Array.from({ length: Math.round(seconds * sampleRate) }, (_, i) => at(i / sampleRate));
}

/** White noise in [-1, 1), determined by the seed. */
export function noise(seconds: number, seed: number): Float32Array {
  return Float32Array.from({ length: Math.round(seconds * sampleRate) }, (_, i) => 2 * chance(seed, i) - 1);
}

/** A sine whose frequency changes exponentially from `from` to `to` Hz within `seconds`. */
export function sweep(seconds: number, from: number, to: number): Float32Array {
  let phase = 0;
  return signal(seconds, (time) => {
    phase += (2 * Math.PI * from * (to / from) ** (time / seconds)) / sampleRate;
    return Math.sin(phase);
  });
}

/** Envelope that rises for `attack` seconds and then falls by a factor e every `decay` seconds. */
export function struck(input: Float32Array, attack: number, decay: number): Float32Array {
  return input.map((value, i) => {
    const time = i / sampleRate;
    return value * (time < attack ? time / attack : Math.exp((attack - time) / decay));
  });
}

/**
 * Two-pole state variable filter (Chamberlin, Musical Applications of Microprocessors, 1985, chapter 14, in
 * the stable trapezoidal form of Simper 2013). `cutoff` in Hz may depend on time in seconds.
 */
export function filtered(
  input: Float32Array,
  kind: 'low' | 'band',
  cutoff: number | ((time: number) => number),
  resonance = 0.7,
): Float32Array {
  let band = 0;
  let low = 0;
  const damping = 1 / resonance;
  return input.map((value, i) => {
    const hertz = typeof cutoff === 'number' ? cutoff : cutoff(i / sampleRate);
    const g = Math.tan((Math.PI * Math.min(hertz, 0.45 * sampleRate)) / sampleRate);
    const a = 1 / (1 + g * (g + damping));
    const rest = value - low;
    const bandOut = a * (band + g * rest);
    const lowOut = low + g * bandOut;
    band = 2 * bandOut - band;
    low = 2 * lowOut - low;
    return kind === 'low' ? lowOut : damping * bandOut;
  });
}

/** Adds a signal to another, `at` seconds after its beginning. Samples beyond the end are dropped. */
export function add(into: Float32Array, from: Float32Array, gain = 1, at = 0): Float32Array {
  const start = Math.round(at * sampleRate);
  for (let i = 0; i < from.length && start + i < into.length; i++) into[start + i] += gain * from[i];
  return into;
}

export function silence(seconds: number): Float32Array {
  return new Float32Array(Math.round(seconds * sampleRate));
}

/** Scales the signal to a peak of 1 and fades out its last 5 ms. */
export function finished(input: Float32Array): Float32Array {
  const fade = 0.005 * sampleRate;
  const faded = input.map((value, i) => value * Math.min(1, (input.length - 1 - i) / fade));
  return scaled(faded);
}

/** Makes a seamless loop: crossfades its last `overlap` seconds with the signal before its beginning. */
export function looped(input: Float32Array, overlap: number): Float32Array {
  const fade = Math.round(overlap * sampleRate);
  const length = input.length - fade;
  const loop = input.slice(fade);
  for (let i = 0; i < fade; i++) {
    const share = i / fade;
    const at = length - fade + i;
    loop[at] = loop[at] * Math.cos((share * Math.PI) / 2) + input[i] * Math.sin((share * Math.PI) / 2);
  }
  return scaled(loop);
}

function scaled(input: Float32Array): Float32Array {
  const peak = input.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return peak === 0 ? input : input.map((value) => value / peak);
}
