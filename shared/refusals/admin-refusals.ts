import { z } from 'zod';
import { coded } from './coded.ts';

/** Why the admin page, or a request of it, is refused. */
export const adminRefusals = [
  coded('admin-off', {}),
  coded('admin-attempts', {}),
  coded('admin-token-wrong', {}),
  coded('admin-session-ended', {}),
  coded('member-gone', {}),
  /** No recording with this id is running. */
  coded('recording-ended', {}),
] as const;
const adminRefusalSchema = z.discriminatedUnion('code', adminRefusals);
export type AdminRefusal = z.infer<typeof adminRefusalSchema>;
