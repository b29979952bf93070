import { createHmac, randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { crc32 } from 'node:zlib';

/** The parts of a transport's answer that a connectivity check needs. */
export interface IceEndpoint {
  ip: string;
  port: number;
  protocol: 'udp' | 'tcp';
  usernameFragment: string;
  password: string;
}

const bindingRequest = 0x0001;
const bindingSuccess = 0x0101;
const magicCookie = 0x2112a442;
/** RFC 8489, section 14.7. */
const fingerprintMask = 0x5354554e;
const attributes = {
  username: 0x0006,
  integrity: 0x0008,
  priority: 0x0024,
  useCandidate: 0x0025,
  fingerprint: 0x8028,
  controlling: 0x802a,
};
/** Milliseconds until a request counts as unanswered. */
const answerTimeout = 3_000;

/**
 * Makes a browser's connectivity check (RFC 8445, section 7) over UDP or TCP (framing of RFC 4571). Returns
 * whether the transport answered it with success.
 */
export async function answersStun(endpoint: IceEndpoint): Promise<boolean> {
  const request = bindingRequestFor(endpoint);
  const answer =
    endpoint.protocol === 'udp' ? await overUdp(endpoint, request) : await overTcp(endpoint, request);
  return answer !== undefined && answer.length >= 20 && answer.readUInt16BE(0) === bindingSuccess;
}

function bindingRequestFor({ usernameFragment, password }: IceEndpoint): Buffer {
  const body = [
    attribute(attributes.username, Buffer.from(`${usernameFragment}:tester`)),
    attribute(attributes.priority, Buffer.from([0x6e, 0x00, 0x01, 0xff])),
    attribute(attributes.controlling, randomBytes(8)),
    attribute(attributes.useCandidate, Buffer.alloc(0)),
  ];
  const length = body.reduce((sum, { length }) => sum + length, 0);
  const integrityLength = 24;
  const fingerprintLength = 8;
  const header = Buffer.alloc(20);
  header.writeUInt16BE(bindingRequest, 0);
  header.writeUInt16BE(length + integrityLength, 2);
  header.writeUInt32BE(magicCookie, 4);
  randomBytes(12).copy(header, 8);
  const signed = Buffer.concat([header, ...body]);
  const integrity = createHmac('sha1', password).update(signed).digest();
  const whole = Buffer.concat([signed, attribute(attributes.integrity, integrity)]);
  whole.writeUInt16BE(length + integrityLength + fingerprintLength, 2);
  const fingerprint = Buffer.alloc(4);
  fingerprint.writeUInt32BE((crc32(whole) ^ fingerprintMask) >>> 0);
  return Buffer.concat([whole, attribute(attributes.fingerprint, fingerprint)]);
}

function attribute(type: number, value: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(type, 0);
  head.writeUInt16BE(value.length, 2);
  return Buffer.concat([head, value, Buffer.alloc((4 - (value.length % 4)) % 4)]);
}

async function overUdp({ ip, port }: IceEndpoint, request: Buffer): Promise<Buffer | undefined> {
  const socket = createSocket(ip.includes(':') ? 'udp6' : 'udp4');
  try {
    socket.send(request, port, ip);
    const [answer] = await once(socket, 'message', { signal: AbortSignal.timeout(answerTimeout) });
    return answer;
  } catch {
    return undefined;
  } finally {
    socket.close();
  }
}

async function overTcp({ ip, port }: IceEndpoint, request: Buffer): Promise<Buffer | undefined> {
  const socket = connect(port, ip);
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(answerTimeout) });
    const length = Buffer.alloc(2);
    length.writeUInt16BE(request.length);
    socket.write(Buffer.concat([length, request]));
    const [framed] = await once(socket, 'data', { signal: AbortSignal.timeout(answerTimeout) });
    return framed.subarray(2);
  } catch {
    return undefined;
  } finally {
    socket.destroy();
  }
}
