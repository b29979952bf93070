import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fileName, fileTime } from './file-name.ts';

describe('fileName', () => {
  test.each([
    [['A room', 'Ann'], 'A-room-Ann.webm'],
    [['../../etc/passwd'], 'etc-passwd.webm'],
    [['Zoë’s "room"', '東京'], 'Zoë-s-room-東京.webm'],
    [['', '///', '\u202e\0'], 'worldroom.webm'],
    [['x'.repeat(200)], `${'x'.repeat(40)}.webm`],
  ])('makes %j a name', (parts, expected) => {
    expect(fileName(parts, 'webm')).toBe(expected);
  });

  test('leaves no path, reserved or control character in a name', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat(0xffff)), { maxLength: 3 }), (units) => {
        const parts = units.map((codes) => String.fromCharCode(...codes));
        const name = fileName(parts, 'png');
        expect(name).toMatch(/^[\p{L}\p{M}\p{N}-]+\.png$/u);
        expect(name).not.toMatch(/^-|-\.png$/);
      }),
    );
  });
});

test('fileTime is the local time, and sorts as time does', () => {
  expect(fileTime(new Date(2026, 2, 4, 15, 6, 7))).toBe('2026-03-04-15-06-07');
});
