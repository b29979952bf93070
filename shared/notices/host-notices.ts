import { z } from 'zod';
import { coded } from '../refusals/coded.ts';

/** What the host is told of its commands, and others of the host's role. */
export const hostNotices = [
  coded('kick-self', {}),
  coded('silence-self', {}),
  coded('not-kept-out', {}),
  coded('host-already', {}),
  coded('successor-watches', {}),
  coded('successor-program', {}),
  coded('successor-offline', { name: z.string() }),
  coded('no-claim', {}),
  coded('claimant-offline', { name: z.string() }),
  coded('claim-asked', { host: z.string() }),
  coded('claim-too-often', { host: z.string() }),
  coded('claim-refused', {}),
  coded('claim-unanswered', { host: z.string() }),
  coded('claim-revoked', {}),
] as const;

/** Why a command to the match cannot be carried out now. */
export const matchNotices = [
  coded('no-round-yet', {}),
  coded('players-needed', { players: z.int() }),
  coded('game-running', {}),
] as const;
const matchNoticeSchema = z.discriminatedUnion('code', matchNotices);
export type MatchNotice = z.infer<typeof matchNoticeSchema>;

/** What players and those who wait are told of seats. */
export const seatNotices = [
  coded('seat-wanted', { seconds: z.number() }),
  coded('seat-passed-on', {}),
  /** As with machine-full; the member waits in line. */
  coded('waiting-for-machine', { views: z.int(), rate: z.number() }),
] as const;
