import type { SoundKind } from '../../shared/sound-events.ts';
import { chance } from '../world/random.ts';
import { add, filtered, finished, looped, noise, signal, silence, struck, sweep } from './synthesis.ts';

/** Loops for the left and the right ear, of the same length. */
export type StereoLoop = readonly [Float32Array, Float32Array];

/** All sounds, mono at sampleRate, with peaks of 1. */
export interface SoundBank {
  /** Several takes of each, because repeated identical steps sound unnatural. */
  readonly events: Readonly<Record<SoundKind, readonly Float32Array[]>>;
  readonly rolling: Float32Array;
  readonly wind: StereoLoop;
  readonly birds: StereoLoop;
  readonly crickets: StereoLoop;
}

/** Synthesises all sounds in about one second of one core. The result is the same on every machine. */
export function makeSoundBank(): SoundBank {
  return {
    events: {
      footstep: [1, 2, 3, 4].map(footstep),
      jump: [jump()],
      landing: [1, 2].map(landing),
      doorOpening: [door(300, 700)],
      doorClosing: [door(700, 300)],
      doorStop: [doorStop()],
      place: [knock([310, 640, 1130, 1790], 0.06)],
      take: [take()],
      orb: [chime([1318.5, 1975.5, 2637], 0.07, 0.3)],
      orbBack: [chime([659.3, 987.8], 0.16, 0.25)],
      bounce: [1, 2].map(bounce),
      join: [chime([440, 659.3], 0.14, 0.2)],
    },
    rolling: looped(
      filtered(noise(1.7, 71), 'band', 240, 1.2).map(
        (value, i) => value * (0.75 + 0.25 * Math.sin((2 * Math.PI * i) / 4800)),
      ),
      0.2,
    ),
    wind: [wind(81), wind(82)],
    birds: birds(),
    crickets: [crickets(0), crickets(0.11)],
  };
}

function footstep(take: number): Float32Array {
  const pitch = 0.9 + 0.06 * take;
  const step = silence(0.16);
  add(step, struck(sweep(0.1, 130 * pitch, 55 * pitch), 0.002, 0.022), 0.9);
  add(step, struck(filtered(noise(0.1, take), 'low', 1500 * pitch), 0.001, 0.014), 0.9);
  // The toe follows the heel.
  add(step, struck(filtered(noise(0.1, take + 10), 'band', 2300 * pitch), 0.004, 0.02), 0.5, 0.045);
  return finished(step);
}

function jump(): Float32Array {
  const rush = filtered(noise(0.22, 21), 'band', (time) => 350 + 5200 * time, 1.4);
  return finished(
    struck(
      rush.map((value, i) => value * Math.min(1, i / 2400)),
      0.05,
      0.05,
    ),
  );
}

function landing(take: number): Float32Array {
  const fall = silence(0.3);
  add(fall, struck(sweep(0.25, 115, 42), 0.002, 0.05), 1);
  add(fall, struck(filtered(noise(0.2, 30 + take), 'low', 900), 0.001, 0.03), 0.7);
  return finished(fall);
}

/** Half a second of a panel sliding on a rail. */
function door(from: number, to: number): Float32Array {
  const seconds = 0.55;
  const slide = filtered(noise(seconds, 41), 'band', (time) => from + ((to - from) * time) / seconds, 2);
  const slid = silence(seconds);
  add(
    slid,
    slide.map((value, i) => {
      const time = i / slide.length;
      // Rises and falls, modulated by the joints of the rail.
      return value * Math.sin(Math.PI * time) ** 0.6 * (0.7 + 0.3 * Math.sin(time * 70));
    }),
  );
  add(slid, struck(filtered(noise(0.05, 42), 'band', 2600, 3), 0.001, 0.008), 0.8);
  return finished(slid);
}

function doorStop(): Float32Array {
  const stop = silence(0.28);
  add(stop, struck(sweep(0.25, 150, 75), 0.001, 0.04), 1);
  add(stop, knock([210, 530, 980], 0.05), 0.5);
  return finished(stop);
}

/** A hard object that rings at the frequencies `modes` in Hz. `decay` is that of the lowest, in seconds. */
function knock(modes: readonly number[], decay: number): Float32Array {
  const rung = silence(0.3);
  for (const [index, hertz] of modes.entries()) {
    add(rung, struck(sweep(0.3, hertz, hertz), 0.001, decay / (1 + index)), 1 / (1 + index));
  }
  add(rung, struck(filtered(noise(0.02, 51), 'low', 3500), 0.0005, 0.004), 0.4);
  return finished(rung);
}

function take(): Float32Array {
  const popped = silence(0.2);
  add(popped, struck(sweep(0.16, 260, 900), 0.004, 0.05), 1);
  add(popped, knock([420, 870], 0.03), 0.4);
  return finished(popped);
}

/** Bells one after the other, `apart` seconds. */
function chime(notes: readonly number[], apart: number, decay: number): Float32Array {
  const rung = silence(apart * notes.length + 4 * decay);
  for (const [index, hertz] of notes.entries()) {
    for (const [partial, gain] of [
      [1, 1],
      [2.76, 0.25],
      [5.4, 0.08],
    ]) {
      const tone = sweep(4 * decay, hertz * partial, hertz * partial);
      add(rung, struck(tone, 0.003, decay / partial), gain, index * apart);
    }
  }
  return finished(rung);
}

function bounce(take: number): Float32Array {
  const hit = silence(0.25);
  add(hit, struck(sweep(0.2, 290 + 20 * take, 120), 0.001, 0.045), 1);
  add(hit, struck(filtered(noise(0.05, 60 + take), 'low', 1800), 0.0005, 0.008), 0.6);
  return finished(hit);
}

function wind(seed: number): Float32Array {
  const seconds = 9;
  const gusts = (time: number) =>
    420 + 170 * Math.sin((2 * Math.PI * time) / 4.1 + seed) + 90 * Math.sin((2 * Math.PI * time) / 1.7);
  const air = filtered(filtered(noise(seconds, seed), 'low', gusts, 0.9), 'low', 900);
  return looped(air, 1);
}

/** A few birds with songs of their own, panned from left to right. */
function birds(): StereoLoop {
  const seconds = 12;
  const left = silence(seconds);
  const right = silence(seconds);
  const singers = 5;
  for (let singer = 0; singer < singers; singer++) {
    const base = 2600 + 2400 * chance(91, singer);
    const angle = (Math.PI / 2) * chance(92, singer);
    const first = (seconds - 2) * chance(93, singer);
    const notes = 2 + Math.floor(4 * chance(94, singer));
    for (let note = 0; note < notes; note++) {
      const bend = 0.75 + 0.6 * chance(95, singer, note);
      const chirp = sweep(0.11, base, base * bend).map(
        (value, i) => value * Math.sin((Math.PI * i) / 5280) ** 2,
      );
      const at = first + note * (0.14 + 0.06 * chance(96, singer));
      add(left, chirp, Math.cos(angle), at);
      add(right, chirp, Math.sin(angle), at);
    }
  }
  return [left, right];
}

/** Trills of a high tone, `shift` seconds later in one ear. */
function crickets(shift: number): Float32Array {
  const seconds = 2.4;
  const trill = (time: number) => {
    const beat = (time + shift) % 0.8;
    return beat < 0.36 ? Math.sin(Math.PI * ((beat * 25) % 1)) ** 2 * Math.sin((Math.PI * beat) / 0.36) : 0;
  };
  return signal(seconds, (time) => trill(time) * Math.sin(2 * Math.PI * 4350 * time));
}
