import { DatabaseError } from 'pg';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { StoreError } from '../../contracts/store-error.ts';
import { storeFault } from './postgres-fault.ts';

function databaseError(message: string, code: string, detail: string): DatabaseError {
  return Object.assign(new DatabaseError(message, message.length, 'error'), { code, detail });
}

test('a full disk is told apart from other faults, and no value of a row is in the words', () => {
  const full = storeFault(databaseError('could not extend file', '53100', 'Key (id)=(room-of-ann)'));
  expect(full.refusal.code).toBe('store-full');
  expect(String(full.cause)).toBe('Error: PostgreSQL: could not extend file (53100)');
  const other = storeFault(databaseError('the database system is shutting down', '57P03', 'secret'));
  expect(other.refusal.code).toBe('store-failing');
  expect(String(other.cause)).not.toContain('secret');
});

test('every address of a host that refused is named', () => {
  const refused = ['::1', '127.0.0.1'].map((address) => new Error(`connect ECONNREFUSED ${address}:5432`));
  const fault = storeFault(new AggregateError(refused));
  expect(String(fault.cause)).toMatch(/::1:5432; connect ECONNREFUSED 127\.0\.0\.1:5432/);
});

test('rows of another form are unreadable, and refusals stay as they are', () => {
  const wrong = z.object({ id: z.string() }).safeParse({ id: 1 });
  expect(storeFault(wrong.error).refusal).toEqual({ code: 'save-unreadable', values: { part: 'rooms' } });
  const refusal = new StoreError({ code: 'old-future', values: {} });
  expect(storeFault(refusal)).toBe(refusal);
});
