import type { Ear } from '../contracts/heard.ts';

/** How a source at some place reaches the two ears. */
export interface Arrival {
  /** Amplitude at each ear. */
  left: number;
  right: number;
  /** Seconds by which each ear hears it later than the other; one of them is 0. */
  leftDelay: number;
  rightDelay: number;
  /** Cutoff in Hz of the low-pass for walls and for the head's shadow. */
  cutoff: number;
}

/** Metres, at and beyond which nothing is heard. */
export const hearingRange = 30;
/** Metres within which a source is no louder. */
const nearest = 1;
/** Radius of a head, metres, and speed of sound, metres a second (Woodworth's own figures). */
const headRadius = 0.0875;
const soundSpeed = 343;
/** Share of the full width from one ear to the other: a source at the side is heard by both. */
const width = 0.85;
/** Within this many metres on the ground a source is in the middle of the head rather than at a side. */
const within = 0.5;
/** Attenuation by a thick wall, decibels; cutoff of the low-pass in the open and behind a wall, Hz. */
const wallLoss = -20;
const open = 18_000;
const behindWall = 450;
/** Low-pass of the head's shadow for sources behind the listener, Hz. */
const behindHead = 6_000;

/**
 * How a source reaches a listener.
 *
 * - Distance: amplitude falls with its inverse, the "inverse distance clamped" model of OpenAL 1.1,
 *   section 3.4.2, and to nothing at {@link hearingRange}.
 * - Level difference: constant-power panning by the sine of the azimuth, so that left² + right² is
 *   the same for every direction (Blumlein's sine law; Pulkki 1997 for the normalisation).
 * - Time difference: Woodworth's formula r / c (θ + sin θ), 1938, θ the lateral angle.
 * - `openness` 1 to 0: attenuation and low-pass between nothing and a thick wall.
 */
export function arrivalOf(
  ear: Ear,
  source: { x: number; y: number; z: number },
  level: number,
  openness: number,
): Arrival {
  const dx = source.x - ear.x;
  const dz = source.z - ear.z;
  const ground = Math.hypot(dx, dz);
  // Sine of the azimuth, towards the right, and cosine, forwards.
  const aside = ground === 0 ? 0 : (dx * Math.cos(ear.yaw) - dz * Math.sin(ear.yaw)) / ground;
  const ahead = ground === 0 ? 1 : (dx * Math.sin(ear.yaw) + dz * Math.cos(ear.yaw)) / ground;
  const lateral = Math.max(-1, Math.min(1, aside * Math.min(1, ground / within)));
  const amplitude = level * distanceGain(Math.hypot(ground, source.y - ear.y)) * transmission(openness);
  const angle = (Math.PI / 4) * (1 + width * lateral);
  const theta = Math.asin(lateral);
  const later = (headRadius / soundSpeed) * (theta + Math.sin(theta));
  const shadow = 0.5 * (1 - ahead) * Math.min(1, ground / within);
  return {
    left: amplitude * Math.cos(angle),
    right: amplitude * Math.sin(angle),
    leftDelay: Math.max(0, later),
    rightDelay: Math.max(0, -later),
    cutoff: Math.min(between(behindWall, open, openness), between(open, behindHead, shadow)),
  };
}

/** Share of the amplitude at 1 m that is left at this many metres; never grows with distance. */
export function distanceGain(metres: number): number {
  if (metres >= hearingRange) return 0;
  return (nearest / Math.max(nearest, metres)) * (1 - (metres / hearingRange) ** 2);
}

function transmission(openness: number): number {
  return 10 ** ((wallLoss * (1 - openness)) / 20);
}

/** From `from` at 0 to `to` at 1, by equal ratios. */
function between(from: number, to: number, share: number): number {
  return from * (to / from) ** share;
}
