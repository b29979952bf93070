import { z } from 'zod';
import { coded } from './coded.ts';

/** Headers that show whether a request is meant for this server; a refusal names one as its field. */
export const routingHeaders = [
  'Host',
  'Origin',
  'Upgrade',
  'Connection',
  'X-Forwarded-Host',
  'X-Forwarded-Port',
  'X-Forwarded-Proto',
] as const;
export const routingHeaderSchema = z.enum(routingHeaders);
export type RoutingHeader = z.infer<typeof routingHeaderSchema>;

const header = routingHeaderSchema;
/** What a header said, bounded and printable. */
const said = z.string();
/** Origin of the page, without a slash at the end. */
const page = z.string();

/** Why a request is not for this server, or a page of another site may not make it: what a proxy has to be told. */
export const headerRefusals = [
  /** The Host is no name of a host. */
  coded('host-unreadable', { header, host: said }),
  /** The server does not go by this name or, where `address` is true, address. `known` is the name of its public URL, or empty. */
  coded('host-unknown', {
    header,
    host: said,
    name: z.string(),
    url: z.string(),
    address: z.boolean(),
    known: z.string(),
  }),
  coded('origin-unreadable', { origin: said }),
  /** Another site's page, or a proxy that changed the Host. */
  coded('origin-foreign', { origin: said, host: said, header, page }),
  /** Host and Origin of this server's own page differ. */
  coded('origin-altered', { header, host: said, origin: said, page }),
  coded('scheme-altered', { scheme: z.string(), page, expected: z.string() }),
  coded('port-dropped', { header, host: said, page, expected: said }),
  coded('port-altered', { header, host: said, port: z.int(), page, expected: said }),
  /** A request for a WebSocket came without the header Upgrade. */
  coded('upgrade-missing', {}),
  coded('connection-altered', { connection: said, version: z.string() }),
] as const;
export const headerRefusalCodes = z.discriminatedUnion('code', headerRefusals);
/** Such a refusal by its code. */
export type HeaderRefusal = z.infer<typeof headerRefusalCodes>;
