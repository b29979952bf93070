import { z } from 'zod';
import { coded } from '../refusals/coded.ts';

/** What people are told of the saving, the rewinding and the end of their room. */
export const savingNotices = [
  /** To the host: what happens is not stored now. The room plays on. */
  coded('saving-fails', { why: z.enum(['disk-full', 'disk-failing']) }),
  coded('saving-works', {}),
  /** The room shows the present. */
  coded('no-replay', {}),
  coded('moment-kept', { name: z.string() }),
  /** The room is what it was so many seconds ago. */
  coded('room-rewound', { seconds: z.int() }),
  /** The server is restarted in so many seconds; `kept` when the room goes on afterwards. */
  coded('server-ends-soon', { seconds: z.int(), kept: z.boolean() }),
] as const;
