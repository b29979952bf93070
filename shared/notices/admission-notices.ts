import { z } from 'zod';
import { coded } from '../refusals/coded.ts';

/** Why somebody cannot come into a room. Faults of the invite itself are among the refusals. */
export const admissionNotices = [
  coded('kept-out', {}),
  coded('invite-revoked', {}),
  coded('invite-needed', {}),
  coded('host-invite-needed', {}),
  coded('invite-to-watch', {}),
  coded('invite-to-play', {}),
  coded('invite-for-agents', {}),
  coded('agent-invite-needed', {}),
  coded('room-locked', {}),
  coded('room-full', { seats: z.int(), watchers: z.int() }),
  coded('watchers-full', { watchers: z.int() }),
  /** The machine draws `views` views `rate` times a second, and all of them are taken. */
  coded('machine-full', { views: z.int(), rate: z.number(), watchers: z.int() }),
] as const;

/** Why the server has closed a connection to a room. */
export const closingNotices = [
  coded('put-out', { by: z.enum(['host', 'operator']) }),
  coded('too-many-offences', {}),
  coded('unconfirmed', {}),
  /** Somebody else wants the place of a spectator that never said anything. */
  coded('place-wanted', {}),
  coded('continued-elsewhere', {}),
  coded('seat-without-video', {}),
] as const;
