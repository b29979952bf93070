import { ServerError } from '@colyseus/sdk';
import { z } from 'zod';
import { apiErrorSchema } from '../../shared/messages.ts';
import {
  headerAnswerSchema,
  type ReachabilityAnswer,
  reachabilityAnswerSchema,
} from '../../shared/reachability.ts';
import { refusalSentence } from '../../shared/refusals/refusal.ts';
import { timeoutSignal } from '../browser/browser-features.ts';
import { siteUrl } from '../site.ts';
import { texts } from '../texts.ts';
import { JoinError } from './departure.ts';

/** Milliseconds to wait for the server's answer about the path. */
const patience = 8_000;

/** The answer to a question about the path to the server. */
export interface PathAnswer {
  ok: boolean;
  status: number;
  /** Undefined if the body is not JSON. */
  body: unknown;
}

/**
 * Diagnoses a failed join that an intermediary caused: a proxy that changes headers, answers itself or does
 * not forward WebSockets. Browsers do not tell pages why a WebSocket failed, so the page asks the server
 * whether it arrived. Returns undefined if the server itself refused the join, or if nothing answers.
 */
export async function proxyFault(
  error: unknown,
  session: string | undefined,
): Promise<JoinError | undefined> {
  if (error instanceof ServerError) {
    const refusal = headerAnswerSchema.safeParse(error.data);
    if (refusal.success) return new JoinError('proxy', refusalSentence(texts.refusals, refusal.data));
    // Over HTTP there is a body, which tells a proxy's status from a code of this server's.
    if (error.data === undefined ? isOwnCode(error.code) : isOwnAnswer(error.data)) return undefined;
  }
  const answer = await askAboutPath(session);
  const sentence = answer && pathFault(answer, session);
  return sentence === undefined ? undefined : new JoinError('proxy', sentence);
}

/** The fault of the path that an answer shows; undefined when the path works, or the server itself refused. */
export function pathFault({ ok, status, body }: PathAnswer, session: string | undefined): string | undefined {
  const { proxy } = texts.status;
  const refusal = headerAnswerSchema.safeParse(body);
  if (!ok && refusal.success) return refusalSentence(texts.refusals, refusal.data);
  if (!ok) return isOwnAnswer(body) ? undefined : proxy.answered(status);
  const answer = reachabilityAnswerSchema.safeParse(body);
  if (body === undefined || !answer.success) return proxy.answered(status);
  return session === undefined ? undefined : upgradeFault(answer.data);
}

function upgradeFault({ upgrade }: ReachabilityAnswer): string {
  if (upgrade === undefined) return texts.status.proxy.noWebSocket;
  return upgrade.outcome === 'refused'
    ? refusalSentence(texts.refusals, upgrade.refusal)
    : texts.status.proxy.cutOff;
}

async function askAboutPath(session: string | undefined): Promise<PathAnswer | undefined> {
  try {
    const response = await fetch(siteUrl('/api/reachability'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ session }),
      signal: timeoutSignal(patience),
    });
    const text = await response.text();
    return { ok: response.ok, status: response.status, body: jsonOf(text) };
  } catch {
    // Neither a server nor a proxy answers.
    return undefined;
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Errors of this server are {error, ...}, and those of its rooms {code, ...}. */
function isOwnAnswer(body: unknown): boolean {
  return apiErrorSchema.safeParse(body).success || z.object({ code: z.number() }).safeParse(body).success;
}

/** Close codes of applications (RFC 6455, section 7.4.2), and Colyseus' own of matchmaking. */
function isOwnCode(code: unknown): boolean {
  return typeof code === 'number' && ((code >= 4000 && code < 5000) || (code >= 520 && code < 530));
}
