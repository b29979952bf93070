import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { closeCodes } from '../../../shared/protocol/close-codes.ts';
import { connectionOf } from './client-connection.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function connected() {
  const ref = Object.assign(new EventEmitter(), { pause: vi.fn(), terminate: vi.fn() });
  const leave = vi.fn();
  return { ref, leave, line: connectionOf({ ref, leave, send: vi.fn(), enqueueRaw: vi.fn() }) };
}

test('of a client that sent too much nothing more is read, and its socket is destroyed soon', () => {
  const { ref, leave, line } = connected();
  line.end(closeCodes.tooFrequent, { code: 'too-many-offences', values: {} });
  expect(leave).toHaveBeenCalledWith(closeCodes.tooFrequent, '{"code":"too-many-offences","values":{}}');
  expect(ref.pause).toHaveBeenCalledOnce();
  expect(ref.terminate).not.toHaveBeenCalled();
  vi.runAllTimers();
  expect(ref.terminate).toHaveBeenCalledOnce();
});

test('anybody else has the time that the closing handshake takes', () => {
  const { ref, leave, line } = connected();
  line.end(closeCodes.kicked, { code: 'put-out', values: { by: 'host' } });
  vi.runAllTimers();
  expect(leave).toHaveBeenCalledWith(closeCodes.kicked, expect.stringContaining('put-out'));
  expect(ref.pause).not.toHaveBeenCalled();
  expect(ref.terminate).not.toHaveBeenCalled();
});
