import type { Ear } from '../contracts/heard.ts';

/** How a source reaches the two ears. */
export interface Arrival {
  /** Amplitude at each ear. */
  left: number;
  right: number;
  /** Delay of each ear relative to the other, seconds. One of them is 0. */
  leftDelay: number;
  rightDelay: number;
  /** Cutoff in Hz of the low-pass for walls and for the shadow of the head. */
  cutoff: number;
}

/** Distance in metres from which nothing is audible. */
export const hearingRange = 30;
/** Distance in metres within which a source gets no louder. */
const nearest = 1;
/** Radius of a head in metres and speed of sound in metres a second (Woodworth's figures). */
const headRadius = 0.0875;
const soundSpeed = 343;
/** Panning width below 1, so that both ears hear a source at the side. */
const width = 0.85;
/** Horizontal distance in metres within which a source moves to the middle of the head. */
const within = 0.5;
/** Attenuation by a thick wall in decibels. Cutoffs of the low-pass in the open and behind a wall, Hz. */
const wallLoss = -20;
const open = 18_000;
const behindWall = 450;
/** Cutoff of the head's shadow for sources behind the listener, Hz. */
const behindHead = 6_000;

/**
 * How a source reaches a listener.
 *
 * - Distance: amplitude falls with the inverse of the distance ("inverse distance clamped" of OpenAL 1.1,
 *   section 3.4.2) and reaches 0 at {@link hearingRange}.
 * - Level difference: constant-power panning by the sine of the azimuth, so that left² + right² is the same
 *   for every direction (Blumlein's sine law; normalisation of Pulkki 1997).
 * - Time difference: Woodworth's formula r / c (θ + sin θ), 1938, with the lateral angle θ.
 * - Occlusion: attenuation and low-pass between no wall (`openness` 1) and a thick wall (0).
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
  // Sine of the azimuth, positive to the right, and cosine, positive ahead.
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

/** Amplitude relative to that at 1 m. Never grows with distance. */
export function distanceGain(metres: number): number {
  if (metres >= hearingRange) return 0;
  return (nearest / Math.max(nearest, metres)) * (1 - (metres / hearingRange) ** 2);
}

function transmission(openness: number): number {
  return 10 ** ((wallLoss * (1 - openness)) / 20);
}

/** Geometric interpolation from `from` (share 0) to `to` (share 1). */
function between(from: number, to: number, share: number): number {
  return from * (to / from) ** share;
}
