import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { distinctName, lookAlike } from './look-alike-names.ts';

describe('names that look alike', () => {
  test.each([
    ['Ann', 'ANN'],
    ['Ann', 'ann'],
    ['Ann', 'Аnn'], // Cyrillic А
    ['ANN', 'АNN'],
    ['Ann', 'Α\u006e\u006e'], // Greek Α
    ['Ann', 'A\u200bnn'],
    ['Ann', 'Ann\u2060'],
    ['Ann', 'Ａｎｎ'], // full width
    ['Ann', '𝐀𝐧𝐧'], // mathematical
    ['Ann', 'Ⓐⓝⓝ'],
    ['Anna', 'Аnnа'],
    ['Bob', 'В0b'],
    ['Bill', 'BiIl'],
    ['Bill', 'B1ll'],
    ['Tom', 'Torn'],
    ['Tom', 'Тоm'],
    ['Nick', 'Νick'],
    ['HANNA', 'НАNNА'],
    ['paypal', 'раураl'],
    ['Strasse', 'Straße'],
    ['ΝΙΚΟΣ', 'νικος'],
    ['АННА', 'анна'],
    ['ivan', 'İvan'],
    ['é', 'e\u0301'],
    ['Ann Lee', 'AnnLee'],
    ['علی', 'عل\u200cی'],
    ['❤', '❤️'],
    ['Oscar', '0scar'],
    ['Оля', 'Oля'],
    ['Jo', 'Јо'],
    ['William', 'VVilliam'],
  ])('%s and %s', (one, other) => {
    expect(lookAlike(one, other)).toBe(true);
    expect(lookAlike(other, one)).toBe(true);
  });

  test.each([
    ['Ann', 'Anna'],
    ['Ann', 'Ánn'],
    ['Bob', 'Bop'],
    ['Мария', 'Марина'],
    ['Guest', 'Guess'],
    ['山田', '山口'],
    ['👩', '👨'],
  ])('%s and %s do not', (one, other) => {
    expect(lookAlike(one, other)).toBe(false);
  });

  test('every name looks like itself, in both cases', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 24 }), (name) => {
        expect(lookAlike(name, name)).toBe(true);
        expect(lookAlike(name, name.toUpperCase())).toBe(true);
        expect(lookAlike(name, name.toLowerCase())).toBe(true);
      }),
    );
  });
});

describe('the name that a room gives', () => {
  test('is the one that was asked for, unless somebody there looks like it', () => {
    expect(distinctName('Ann', [])).toBe('Ann');
    expect(distinctName('Ben', ['Ann'])).toBe('Ben');
    expect(distinctName('ANN', ['Ann'])).toBe('ANN (2)');
    expect(distinctName('Аnn', ['Ann', 'ANN (2)'])).toBe('Аnn (3)');
    expect(distinctName('Ann (2)', ['Ann', 'Ann (2)'])).toBe('Ann (3)');
    expect(distinctName('Ann (7)', ['Ann'])).toBe('Ann (7)');
    expect(distinctName('Ann', ['Ann (2)'])).toBe('Ann');
  });

  test('never looks like one that is there, whoever comes', () => {
    const names = fc.array(
      fc.constantFrom('Ann', 'ANN', 'Аnn', 'A\u200dnn', 'Ann (2)', 'аNN (3)', 'Ben', 'Веn'),
      {
        maxLength: 20,
      },
    );
    fc.assert(
      fc.property(names, (wishes) => {
        const given: string[] = [];
        for (const wish of wishes) {
          const name = distinctName(wish, given);
          for (const other of given) expect(lookAlike(name, other)).toBe(false);
          given.push(name);
        }
      }),
    );
  });
});
