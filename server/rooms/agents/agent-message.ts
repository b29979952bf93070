import { z } from 'zod';

const messageSchema = z.looseObject({ type: z.string().max(40) });

/** A frame of an agent as a message; undefined where it is no JSON object with a type. */
export function readAgentMessage(
  frame: string | Uint8Array,
): { type: string; message: Record<string, unknown> } | undefined {
  if (typeof frame !== 'string') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(frame);
  } catch {
    return undefined;
  }
  const read = messageSchema.safeParse(value);
  if (!read.success) return undefined;
  const { type, ...message } = read.data;
  return { type, message };
}
