import { z } from 'zod';
import type { AdminLogLine } from '../shared/admin.ts';
import { withoutTokens } from './log.ts';

/** Most lines that are kept, and most characters of each. */
const capacity = 200;
const mostCharacters = 1_000;

const lineSchema = z.looseObject({ level: z.number(), time: z.number(), msg: z.string().default('') });
const levels = { 10: 'trace', 20: 'debug', 30: 'info', 40: 'warn', 50: 'error', 60: 'fatal' } as const;
/** JSON Web Tokens at any position of a text. */
const webTokens = /eyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/g;

/** The last lines of the log. The logger has already hidden secrets in their fields. */
export class RecentLog {
  readonly #lines: string[] = [];

  /** Takes one line of JSON, as pino writes it. */
  write(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length > capacity) this.#lines.shift();
  }

  /** Newest first. */
  lines(): AdminLogLine[] {
    return this.#lines.flatMap(readLine).reverse();
  }
}

function readLine(line: string): AdminLogLine[] {
  const parsed = lineSchema.safeParse(parseJson(line));
  if (!parsed.success) return [];
  const { level, time, msg, ...rest } = parsed.data;
  const known = Object.entries(levels).find(([number]) => Number(number) === level);
  const detail = Object.keys(rest).length === 0 ? '' : JSON.stringify(rest);
  return [{ time, level: known?.[1] ?? 'info', text: clean(msg), detail: clean(detail) }];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function clean(text: string): string {
  return withoutTokens(text).replace(webTokens, '[hidden]').slice(0, mostCharacters);
}
