import { z } from 'zod';

/**
 * How the time of a room passes: by the clock, at the pack's rate; or in lock-step, where a tick happens when every agent
 * in a seat has said what it does in it.
 */
export const paceSchema = z.enum(['real-time', 'lock-step']);
export type Pace = z.infer<typeof paceSchema>;
