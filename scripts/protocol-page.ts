import { z } from 'zod';
import { english } from '../client/texts/en/english.ts';
import {
  type AgentMessageKind,
  agentAnswers,
  agentJoin,
  agentMessages,
  agentPath,
  agentProtocolVersion,
} from '../shared/agents/agent-messages.ts';
import { type NoticeSentences, noticeSchema, noticeSentence, roomNotices } from '../shared/notices/notice.ts';
import { noticeSamples } from '../shared/notices/samples.ts';
import { type ClientMessageKind, clientMessages } from '../shared/protocol/client-messages.ts';
import { admissionCodes, closeCodeDescriptions, closeCodes } from '../shared/protocol/close-codes.ts';
import { type ServerMessageKind, serverMessages } from '../shared/protocol/server-messages.ts';
import { refusals } from '../shared/refusals/refusal.ts';

/** The part of a JSON schema that {@link typeText} reads. */
const schemaSchema = z.object({
  type: z.string().optional(),
  $ref: z.string().optional(),
  get allOf() {
    return z.array(schemaSchema).optional();
  },
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  get anyOf() {
    return z.array(schemaSchema).optional();
  },
  get oneOf() {
    return z.array(schemaSchema).optional();
  },
  get items() {
    return schemaSchema.optional();
  },
  get properties() {
    return z.record(z.string(), schemaSchema).optional();
  },
  get additionalProperties() {
    return z.union([z.boolean(), schemaSchema]).optional();
  },
  required: z.array(z.string()).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  maxItems: z.number().optional(),
});
type Schema = z.infer<typeof schemaSchema>;

const introduction = `# Protocol

Clients and rooms exchange messages over Colyseus (WebSocket, MessagePack). This page lists every message, with who may
send it and how often. The room also synchronises its state, whose fields are in [\`state.ts\`](../shared/state.ts).
\`npm run protocol\` writes this page from the tables in [\`shared/protocol/\`](../shared/protocol); a test fails when
the page is out of date.

A rate is a token bucket: so many messages at once, and so many a second. A message that is malformed, over its rate or
from somebody who may not send it is refused by a \`notice\`, whose \`field\` is the message and the field of it, such as
\`host.member\`. After about thirty offences the connection is closed with code ${closeCodes.tooFrequent}.
`;

const agents = `## From agents to the room

Programs play over a WebSocket of their own, \`/${agentPath}/<room>\`, which is version ${agentProtocolVersion} of these
messages ([agents](agents.md)). A message is a text frame with JSON: its fields, and its name as \`type\`. A message with
pictures is a binary frame: the length of the JSON in bytes as uint32, little-endian; the JSON; and the planes one after
the other, as its \`picture.planes\` lists them, with uint16 in little-endian. Refusals, limits and codes of closing are
those of people.
`;

const closing = `## Codes of closing and refusing

With such a code the room refuses to let a client in, or ends its connection. The text beside it is a notice as JSON:
\`{"code":"room-locked","values":{}}\`.
`;

const notices = `## Notices

What a room says to people is a code and values: in a \`notice\`, as the \`error\` of a media request, in the \`failure\`
of a sketch, as the \`reason\` for which a recording ended, and in the text beside a code of closing. Pages make the words
([translation](translation.md)); a program branches on the code. The words here are those of an English page, with
made-up values. A \`Notice\` is one of these, or one of the [refusals](#refusals).
`;

const refusing = `## Refusals

What the server answers to a REST request that it refuses: \`{ error, field?, code, values }\`, with \`error\` as the English
words. Rooms refuse for some of the same reasons, such as \`malformed\` and \`text-fault\`.
`;

const words: NoticeSentences = { ...english.refusals, ...english.notices };
const descriptions: Readonly<Record<string, string>> = closeCodeDescriptions;

/** The text of docs/protocol.md. */
export function protocolPage(): string {
  return [
    introduction,
    '## From clients to the room\n',
    ...Object.entries(clientMessages).map(([name, kind]) => clientSection(name, kind)),
    '## From the room to clients\n',
    ...Object.entries(serverMessages).map(([name, kind]) => serverSection(name, kind)),
    agents,
    joinSection(),
    ...Object.entries(agentMessages).map(([name, kind]) => clientSection(name, kind)),
    '## From the room to agents\n',
    ...Object.entries(agentAnswers).map(([name, kind]) => serverSection(name, kind)),
    closing,
    '| code | name | when |\n| --- | --- | --- |',
    ...Object.entries({ ...closeCodes, ...admissionCodes })
      .sort(([, a], [, b]) => a - b)
      .map(([name, code]) => `| ${code} | ${name} | ${descriptions[name]} |`),
    '',
    notices,
    ...noticeRows(roomNotices),
    '',
    refusing,
    ...noticeRows(refusals),
    '',
  ].join('\n');
}

/** A table of codes with their values, and what an English page says. */
function noticeRows(schemas: readonly z.ZodType[]): string[] {
  const rows = schemas.map((schema) => {
    const { properties = {} } = schemaOf(schema, 'output');
    const code = z.string().parse(properties.code?.const);
    const [sample] = noticeSamples.get(code) ?? [];
    const said = noticeSentence(words, noticeSchema.parse(sample));
    const values = typeText(properties.values ?? {})
      .replace(/\s+/g, ' ')
      .replaceAll('|', '\\|');
    return `| \`${code}\` | ${values === '{}' ? '' : `\`${values}\``} | ${said.replaceAll('|', '\\|')} |`;
  });
  return ['| code | values | words |\n| --- | --- | --- |', ...rows];
}

function joinSection(): string {
  return `### \`join\`\n\n${agentJoin.description}\n\n- Answered by: \`joined\`, \`seat\`\n\n${typeBlock(agentJoin, 'input')}`;
}

function clientSection(name: string, kind: ClientMessageKind | AgentMessageKind): string {
  const { perSecond, burst, perTick } = kind.rate;
  const more = perTick === undefined ? '' : `, each ${perTick} more for every tick a second of the world`;
  const answers = kind.answers?.map((answer) => `\`${answer}\``).join(', ');
  const rows = [
    `- From: ${kind.from === 'host' ? 'the host' : kind.from}`,
    `- Rate: ${burst} at once, ${perSecond} a second${more}`,
    ...(answers === undefined ? [] : [`- Answered by: ${answers}`]),
  ];
  return `### \`${name}\`\n\n${kind.description}\n\n${rows.join('\n')}\n\n${typeBlock(kind, 'input')}`;
}

function serverSection(name: string, kind: ServerMessageKind): string {
  return `### \`${name}\`\n\n${kind.description}\n\n${typeBlock(kind, 'output')}`;
}

function typeBlock({ schema }: { readonly schema: z.ZodType }, io: 'input' | 'output'): string {
  return `\`\`\`ts\n${typeText(schemaOf(schema, io))}\n\`\`\`\n`;
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Schema {
  return schemaSchema.parse(z.toJSONSchema(schema, { io, unrepresentable: 'any' }));
}

/** A JSON schema in TypeScript's notation, with bounds in comments. */
function typeText(schema: Schema, indent = ''): string {
  if (schema.$ref !== undefined) return schema.$ref.split('/').at(-1) ?? 'unknown';
  if (schema.allOf !== undefined) return schema.allOf.map((part) => typeText(part, indent)).join(' & ');
  const union = schema.anyOf ?? schema.oneOf;
  if (union !== undefined) return union.map((part) => typeText(part, indent)).join(`\n${indent}| `);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.type === 'array') {
    const most = schema.maxItems === undefined ? '' : ` /* at most ${schema.maxItems} */`;
    return `Array<${typeText(schema.items ?? {}, indent)}>${most}`;
  }
  if (schema.properties !== undefined) return objectText(schema, indent);
  if (schema.type === 'object') {
    const { additionalProperties: values } = schema;
    return `Record<string, ${typeof values === 'object' ? typeText(values, indent) : 'unknown'}>`;
  }
  return `${schema.type ?? 'unknown'}${boundsText(schema)}`;
}

/** Most characters of an object on one line. */
const longestLine = 110;

function objectText({ properties = {}, required = [] }: Schema, indent: string): string {
  const fields = Object.entries(properties).map(
    ([name, field]) =>
      `${indent}  ${name}${required.includes(name) ? '' : '?'}: ${typeText(field, `${indent}  `)};`,
  );
  if (fields.length === 0) return '{}';
  const line = `{ ${fields.map((field) => field.trim()).join(' ')} }`;
  return line.includes('\n') || indent.length + line.length > longestLine
    ? `{\n${fields.join('\n')}\n${indent}}`
    : line;
}

function boundsText({ minimum, maximum, minLength, maxLength }: Schema): string {
  const from = minimum ?? minLength;
  const to = maximum ?? maxLength;
  const safe = to === undefined || Math.abs(to) >= Number.MAX_SAFE_INTEGER;
  const low = from === undefined || Math.abs(from) >= Number.MAX_SAFE_INTEGER ? '' : `from ${from}`;
  const high = safe ? '' : `to ${to}`;
  const bounds = [low, high].filter((bound) => bound !== '').join(' ');
  const unit = minLength === undefined && maxLength === undefined ? '' : ' characters';
  return bounds === '' ? '' : ` /* ${bounds}${unit} */`;
}
