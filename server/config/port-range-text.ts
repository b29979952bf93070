import { z } from 'zod';
import { type PortRange, usablePorts } from '../streaming/network/port-range.ts';

const pattern = /^(\d{1,5})(?:-(\d{1,5}))?$/;

/** Parses a port or a range such as `40000` or `40000-40100`. Returns undefined if the text is neither. */
export function portRangeOf(text: string): PortRange | undefined {
  const [, from, to = from] = pattern.exec(text.trim()) ?? [];
  const range = { first: Number(from), last: Number(to) };
  return range.first >= 1 && range.last <= 65_535 && range.first <= range.last ? range : undefined;
}

export const portRangeSchema = z.string().refine((text) => portRangeOf(text) !== undefined, {
  error: ({ input }) =>
    `"${input}" is neither a port such as 40000 nor a range such as 40000-40100, of ports from 1 to 65535`,
});

/** Ports that browsers connect to. */
export const mediaPortSchema = portRangeSchema.refine(
  (text) => {
    const range = portRangeOf(text);
    return range === undefined || usablePorts(range).length > 0;
  },
  { error: ({ input }) => `browsers refuse to connect to "${input}", which other protocols use; give 40000` },
);
