import { z } from 'zod';

/**
 * How players walk and jump: the rule by which pages expect their own body to move until the room has said where it is. The room
 * moves bodies by the pack's motion network, which may have learnt something else; pages follow it then.
 */
export const walkingSchema = z.strictObject({
  /** Metres a second at axis value 1, and upwards at the begin of a jump. */
  speed: z.number().positive(),
  jumpSpeed: z.number().min(0),
  /** Rate, 1/s, at which the difference to the wanted velocity decays on the ground and in the air. */
  groundControl: z.number().positive(),
  airControl: z.number().positive(),
});
export type Walking = z.infer<typeof walkingSchema>;

/** Of the reference world, and of packs that say nothing else. */
export const usualWalking: Readonly<Walking> = {
  speed: 3,
  jumpSpeed: 4.2,
  groundControl: 26,
  airControl: 3,
};

/** Velocity on the ground plane, metres a second, that a player wants: forward is the direction of `yaw`. */
export function wantedVelocity(
  { move, strafe }: { move: number; strafe: number },
  yaw: number,
  speed: number,
): { x: number; z: number } {
  const share = speed / Math.max(1, Math.hypot(move, strafe));
  const s = Math.sin(yaw);
  const c = Math.cos(yaw);
  return { x: share * (strafe * c + move * s), z: share * (move * c - strafe * s) };
}
