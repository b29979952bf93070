import { z } from 'zod';

/** View id of a room's free camera, used in place of a player's session id; session ids are shorter. */
export const freeCameraView = 'free-camera';

/** Most views that one client receives at once: all players', the free camera's, and one during a switch. */
export const mostReceived = 10;

const axis = z.number().min(-1).max(1);

/** Takes the room's free camera, or gives it back. */
export const cameraRequestSchema = z.strictObject({ command: z.enum(['take', 'release']) });
export type CameraRequest = z.infer<typeof cameraRequestSchema>;

/**
 * Steers the free camera: shares of its speed forward, to the right and up, held until the next message, and
 * its direction of view in radians, as in camera.ts.
 */
export const steeringSchema = z.strictObject({
  move: axis,
  strafe: axis,
  rise: axis,
  yaw: z.number().min(-10).max(10),
  pitch: z.number().min(-2).max(2),
});
export type Steering = z.infer<typeof steeringSchema>;
