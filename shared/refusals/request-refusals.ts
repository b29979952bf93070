import { z } from 'zod';
import { coded } from './coded.ts';
import { fieldFaultSchema } from './field-fault.ts';
import { textFaultSchema } from './text-fault.ts';

/** What an address may do too often. */
export const rateKinds = [
  'rooms',
  'joins',
  'upgrades',
  'pictures',
  'previews',
  'downloads',
  'health',
  'calls',
] as const;

/** Why a request is refused, whatever it asks for. */
export const requestRefusals = [
  /** A text of the request cannot be shown to others; `field` names it, as `field` of the answer does. */
  coded('text-fault', { field: z.string(), fault: textFaultSchema }),
  /** A field of the request is missing, wrong or too many; it is empty where the whole request is wrong. */
  coded('malformed', { field: z.string(), fault: fieldFaultSchema }),
  coded('too-often', { kind: z.enum(rateKinds), seconds: z.number() }),
  /** The address has as many connections as it may. */
  coded('connections-of-address', { maximum: z.int() }),
  /** The address has as many connections that have not joined yet as it may. */
  coded('connections-joining', { joining: z.int(), seconds: z.number() }),
  coded('address-unreadable', {}),
  coded('unreadable', {}),
  coded('forbidden', {}),
  coded('nothing-here', {}),
  coded('too-large', { limit: z.string() }),
  coded('unknown-encoding', {}),
  coded('no-such-range', {}),
  coded('not-as-it-is', {}),
  coded('server-failed', {}),
  coded('pages-not-built', { folder: z.string() }),
] as const;

/** Why a room is not made, not found or not joined. */
export const roomRefusals = [
  coded('unknown-world', { world: z.string(), worlds: z.array(z.string()) }),
  coded('no-such-world', {}),
  /** `problem` and `remedy` are what the check of the pack says in English, for whoever runs the server. */
  coded('world-broken', {
    world: z.string(),
    file: z.string(),
    field: z.string(),
    problem: z.string(),
    remedy: z.string(),
  }),
  coded('unknown-mode', { mode: z.string(), modes: z.array(z.string()) }),
  /** The pack of the server makes no ground. */
  coded('beginning-without-map', { begin: z.string(), beginnings: z.array(z.string()) }),
  /** The pack of the server reads no sentences. */
  coded('sentence-unread', {}),
  /** Something is asked of a map that the room has not. */
  coded('plan-without-map', {}),
  /** The game needs ground without edges. */
  coded('mode-without-map', { mode: z.string() }),
  /** So many previews are being made that another one has to wait. */
  coded('previews-busy', { seconds: z.number() }),
  /** All rooms that the server can have are open. */
  /** The server makes no rooms that wait for their agents. */
  coded('lock-step-off', {}),
  coded('rooms-in-use', { maximum: z.int() }),
  /** So many rooms are being opened that another one has to wait. */
  coded('rooms-opening', { opening: z.int() }),
  /** The address has made as many rooms as it may. */
  coded('rooms-of-address', {}),
  coded('room-gone', {}),
  /** The room keeps this place no longer. */
  coded('place-gone', {}),
  /** Colyseus' own ways to make and find rooms are off. */
  coded('join-by-id', {}),
  coded('no-thumbnail', {}),
] as const;
