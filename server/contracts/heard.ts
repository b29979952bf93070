import type { Rolling, SoundEvent } from '../../shared/sound-events.ts';

/** An event as one listener hears it. */
export interface HeardEvent extends SoundEvent {
  /** 1 where nothing is between source and ear, towards 0 behind walls; see occlusion.ts. */
  openness: number;
}

/** Something that rolls, as one listener hears it. */
export interface HeardRolling extends Rolling {
  openness: number;
}

/** Where somebody listens: metres, and the heading in radians (camera.ts). */
export interface Ear {
  x: number;
  y: number;
  z: number;
  yaw: number;
}

/** The air around a listener. */
export interface Air {
  /** 0 in a closed room to 1 under the open sky. */
  openness: number;
  /** 0 in the morning to 1 at dusk. */
  timeOfDay: number;
}

/** What one listener hears from one tick on. */
export interface HeardMoment {
  ear: Ear;
  /** What began in this tick. */
  began: readonly HeardEvent[];
  /** All that rolls now; what is not named any more falls silent. */
  rolling: readonly HeardRolling[];
  air: Air;
}
