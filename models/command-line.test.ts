import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { CommandLineError, readOptions } from './command-line.ts';

const schema = z.object({
  quick: z.boolean().default(false),
  seeds: z.coerce.number().int().min(1).max(64).optional(),
  variant: z.array(z.string()).default([]),
});
const read = (...args: string[]) => readOptions(schema, args);
const mistake = (...args: string[]) => {
  try {
    read(...args);
  } catch (error) {
    if (error instanceof CommandLineError) return error.message;
    throw error;
  }
  return undefined;
};

describe('a command line', () => {
  test('has flags, values, and repeatable values', () => {
    expect(read()).toEqual({ quick: false, variant: [] });
    expect(read('--quick', '--seeds', '8', '--variant', 'a', '--variant', 'b')).toEqual({
      quick: true,
      seeds: 8,
      variant: ['a', 'b'],
    });
  });

  test('names the invalid option, and lists the valid ones', () => {
    expect(mistake('--fast')).toMatch(/--fast[\s\S]*The options are --quick, --seeds, --variant\./);
    expect(mistake('--seeds')).toMatch(/--seeds/);
    expect(mistake('--seeds', '0')).toMatch(/^--seeds: /);
    expect(mistake('--seeds', 'many')).toMatch(/^--seeds: /);
  });

  test.each([
    [['--seeds', ''], '--seeds: is empty'],
    [['--seeds='], '--seeds: is empty'],
    [['--variant', ''], '--variant: is empty'],
    [['--seeds', '1', '--seeds', '2'], '--seeds: is given 2 times'],
    [['--seeds', '1e400'], '--seeds:'],
    [['--seeds', 'NaN'], '--seeds:'],
    [['--quick=yes'], '--quick'],
  ])('rejects %j', (given, says) => {
    expect(mistake(...given)).toContain(says);
  });

  test('accepts a repeated flag', () => {
    expect(read('--quick', '--quick')).toMatchObject({ quick: true });
  });
});
