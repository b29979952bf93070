import { hasMap, type PlanRequest } from '../../shared/beginning.ts';
import type { CreateRoom } from '../../shared/messages.ts';
import type { SentenceReading } from '../../shared/preview.ts';
import { promptEncoderOf } from '../pack/prompt-encoder.ts';
import type { RoomPack } from '../rooms/room-services.ts';
import { LobbyError } from './lobby-error.ts';

/** Reads what a sentence asks for; undefined without a sentence. Rejects where the pack reads none. */
export type ReadSentence = (sentence: string | undefined) => Promise<SentenceReading | undefined>;

/** @throws LobbyError if there is a sentence and the pack reads none */
export function sentenceReader(pack: Pick<RoomPack, 'folder' | 'manifest'>): ReadSentence {
  return async (sentence) => {
    if (sentence === undefined) return undefined;
    const encoder = await promptEncoderOf(pack);
    if (encoder === undefined) throw new LobbyError(400, { code: 'sentence-unread', values: {} }, 'sentence');
    const { values, plan, unknown } = encoder.read(sentence);
    return { looks: Object.fromEntries(values), plan: Object.fromEntries(plan), unknown };
  };
}

/** What a room is asked for, by its sentence and by its plan, which counts more. */
export async function askedFor(
  { begin, sentence, plan }: Pick<CreateRoom, 'begin' | 'sentence' | 'plan'>,
  read: ReadSentence,
): Promise<{ plan?: PlanRequest; looks?: Record<string, number> }> {
  const reading = await read(sentence);
  const asked = { ...reading?.plan, ...plan };
  const isAsked = hasMap(begin) && Object.keys(asked).length > 0;
  return { ...(isAsked && { plan: asked }), ...(reading && { looks: reading.looks }) };
}
