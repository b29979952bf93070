import { describe, expect, test } from 'vitest';
import { noticeMessageSchema } from '../messages.ts';
import { admissionNotices, closingNotices } from './admission-notices.ts';
import { noticeIn, noticeSchema, reasonText } from './notice.ts';
import { noticeSamples } from './samples.ts';

describe('a notice', () => {
  test('has a code that no other one has', () => {
    const codes = noticeSchema.options.map((option) => option.shape.code.value);
    expect(new Set(codes).size).toBe(codes.length);
    for (const code of codes) expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });

  test('is read with its level and field, and not with an unknown code or without a value', () => {
    const message = { level: 'info', field: 'host.member', code: 'claim-asked', values: { host: 'Ann' } };
    expect(noticeMessageSchema.parse({ ...message, newer: true })).toEqual(message);
    expect(noticeMessageSchema.safeParse({ ...message, code: 'of-tomorrow' }).success).toBe(false);
    expect(noticeMessageSchema.safeParse({ ...message, values: {} }).success).toBe(false);
  });
});

describe('the reason of a refusal or a closed connection', () => {
  test('is read again, and another text has no code', () => {
    const notice = { code: 'put-out', values: { by: 'host' } } as const;
    expect(noticeIn(reasonText(notice))).toEqual(notice);
    for (const text of ['', 'room "x" not found', '7', 'null', '{}', '{"code":"of-tomorrow"}']) {
      expect(noticeIn(text)).toBeUndefined();
    }
  });

  test('fits into the frame that closes a WebSocket: 123 bytes (RFC 6455, 5.5.1)', () => {
    const closing = [...admissionNotices, ...closingNotices].map((option) => option.shape.code.value);
    for (const code of [...closing, 'place-gone']) {
      for (const sample of noticeSamples.get(code) ?? []) {
        const text = reasonText(noticeSchema.parse(sample));
        // Figures may have some digits more than those of the samples.
        expect(Buffer.byteLength(text), text).toBeLessThan(110);
      }
    }
  });
});
