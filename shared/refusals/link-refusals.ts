import { z } from 'zod';
import { coded } from './coded.ts';

/** What a signed link opens. */
export const linkKinds = ['invite', 'export', 'download'] as const;
export type LinkKind = (typeof linkKinds)[number];
const link = z.enum(linkKinds);

/** Why a signed link opens nothing. */
export const linkRefusals = [
  coded('link-without-token', { link }),
  /** This server did not sign the token, or it is incomplete. */
  coded('link-unknown', { link }),
  coded('link-expired', { link }),
  /** The link is good, but for another room or recording. */
  coded('link-of-another', { link }),
  /** This server signed the invite, but cannot read it any more. */
  coded('invite-unreadable', {}),
  coded('recording-running', {}),
  coded('recording-expired', {}),
  coded('recording-file-gone', {}),
  coded('exports-busy', { seconds: z.number() }),
] as const;
const linkRefusalSchema = z.discriminatedUnion('code', linkRefusals);
export type LinkRefusal = z.infer<typeof linkRefusalSchema>;
