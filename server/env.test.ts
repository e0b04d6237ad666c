import { expect, test } from 'vitest';
import { readEnv, readSettings } from './env.ts';

const KEY = 'k'.repeat(32);

test('nothing set gives the defaults of one machine', () => {
  const settings = readSettings({});
  expect(settings).toMatchObject({
    port: 3000,
    host: '127.0.0.1',
    databaseUrl: null,
    publicUrl: 'http://127.0.0.1:3000',
    egressAllow: [],
  });
});

test('an empty value is the same as none', () => {
  expect(readSettings({ PORT: '', HOST: ' ', DATABASE_URL: '' })).toMatchObject({
    port: 3000,
    host: '127.0.0.1',
    databaseUrl: null,
  });
});

test.each([
  [{ PORT: 'abc' }, 'PORT must be a number'],
  [{ PORT: '70000' }, 'PORT'],
  [{ DATABASE_URL: 'mysql://x' }, 'DATABASE_URL must be a postgresql:// address'],
  [{ FERMATA_URL: 'example.org' }, 'FERMATA_URL must be an http:// or https:// address'],
  [{ FERMATA_MASTER_KEY: 'short' }, 'FERMATA_MASTER_KEY must have at least 32 characters'],
  [{ DATABASE_URL: 'postgres://h/d' }, 'FERMATA_MASTER_KEY is required with DATABASE_URL'],
])('%j is refused with the name of the variable', (source, sentence) => {
  expect(() => readSettings(source)).toThrow(sentence);
});

test('a process on a database needs its address and the key', () => {
  expect(() => readEnv({})).toThrow('DATABASE_URL is missing');
  expect(readEnv({ DATABASE_URL: 'postgres://h/d', FERMATA_MASTER_KEY: KEY })).toMatchObject({
    databaseUrl: 'postgres://h/d',
    masterKey: KEY,
  });
});

test('lists are trimmed, and the public address loses its slash', () => {
  const settings = readSettings({ FERMATA_EGRESS_ALLOW: ' a.local, 10.0.0.0/8 ,', FERMATA_URL: 'https://f.example/' });
  expect(settings).toMatchObject({ egressAllow: ['a.local', '10.0.0.0/8'], publicUrl: 'https://f.example' });
});
