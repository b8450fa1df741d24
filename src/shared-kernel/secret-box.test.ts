import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { keyEncryptionKeys, type SecretBoxOptions, secretBox } from './secret-box.ts';

const OLD = `2026-01:${Buffer.alloc(32, 1).toString('base64')}`;
const NEW = `2026-02:${Buffer.alloc(32, 2).toString('base64')}`;
const PLACE = 'endpoints/7';

const box = (keys: string, more: Partial<SecretBoxOptions> = {}) =>
  secretBox({ purpose: 'notes.secrets', keys, setting: 'NOTES_KEYS', directory: '/nowhere', ...more });

it('gives back what was sealed, and shows nothing of it meanwhile', () => {
  const sealed = box(OLD).seal('whsec_süß', PLACE);
  expect(sealed).toMatch(/^v1\.2026-01\.[\w-]+$/);
  expect(Buffer.from(sealed.split('.')[2] ?? '', 'base64url').toString()).not.toContain('whsec');
  expect(box(OLD).open(sealed, PLACE)).toBe('whsec_süß');
});

it('seals the same secret differently each time', () => {
  expect(box(OLD).seal('secret', PLACE)).not.toBe(box(OLD).seal('secret', PLACE));
});

it('opens what an older key of the list sealed, and tells that it is stale', () => {
  const sealed = box(OLD).seal('secret', PLACE);
  const rotated = box(`${NEW}, ${OLD}`);
  expect(rotated.open(sealed, PLACE)).toBe('secret');
  expect(rotated.isStale(sealed)).toBe(true);
  expect(rotated.isStale(rotated.seal('secret', PLACE))).toBe(false);
  expect(() => box(NEW).open(sealed, PLACE)).toThrow('under the key 2026-01, which is not on the list');
});

it('does not open what was sealed for another place or purpose, under another key, or was changed', () => {
  const sealed = box(OLD).seal('secret', PLACE);
  expect(() => box(OLD).open(sealed, 'endpoints/8')).toThrow();
  expect(() => box(OLD, { purpose: 'notes.others' }).open(sealed, PLACE)).toThrow();
  expect(() => box(NEW.replace('2026-02', '2026-01')).open(sealed, PLACE)).toThrow();
  const [format, id, body = ''] = sealed.split('.');
  for (const index of [0, 15, 20, body.length - 2]) {
    const other = body[index] === 'A' ? 'B' : 'A';
    const changed = `${format}.${id}.${body.slice(0, index)}${other}${body.slice(index + 1)}`;
    expect(() => box(OLD).open(changed, PLACE)).toThrow();
  }
  for (const text of ['', 'secret', 'v1.2026-01.', `v2.${id}.${body}`, `${sealed}.x`]) {
    expect(() => box(OLD).open(text, PLACE)).toThrow('no sealed secret');
  }
});

it('makes up one key for a directory where there is no list, which only its owner can read', () => {
  const directory = join(mkdtempSync(join(tmpdir(), 'tessera-keys-')), 'module');
  const made = { purpose: 'notes.secrets', keys: undefined, setting: 'NOTES_KEYS', directory };
  expect(secretBox(made).open(secretBox(made).seal('secret', PLACE), PLACE)).toBe('secret');
  expect(statSync(join(directory, 'key-encryption-key')).mode & 0o777).toBe(0o600);
});

it('takes a list of keys of 32 bytes, each with an id of its own', () => {
  const setting = keyEncryptionKeys('Keys.');
  for (const list of [undefined, OLD, `${NEW},${OLD}`, `${NEW}, ${OLD}`]) expect(setting.safeParse(list).success).toBe(true);
  const short = `short:${Buffer.alloc(31).toString('base64')}`;
  for (const list of ['', 'secret', short, `${OLD},`, `${OLD},${OLD}`, OLD.slice(8)]) {
    expect(setting.safeParse(list).success).toBe(false);
  }
});

describe('a process that starts with the wrong keys is told', () => {
  const sealed = box(OLD).seal('secret', PLACE);
  const refusal = (keys: string | undefined, kept = sealed) => {
    try {
      const directory = mkdtempSync(join(tmpdir(), 'tessera-box-'));
      secretBox({ purpose: 'notes.secrets', keys, setting: 'NOTES_KEYS', directory }).assertOpens(kept, PLACE, 'the secret 7');
      return undefined;
    } catch (error) {
      return error;
    }
  };

  it.each([
    ['that one is not on the list', NEW, /^the secret 7 does not open: .* under the key 2026-01, which is not in NOTES_KEYS/],
    ['that one is another', NEW.replace('2026-02', '2026-01'), /the key 2026-01 of NOTES_KEYS is another/],
    ['that it needs a list', undefined, /Set NOTES_KEYS, with that key/],
  ])('%s', (_, keys, detail) => {
    expect(refusal(keys)).toMatchObject({ kind: 'unavailable', detail: expect.stringMatching(detail) });
  });

  it('which file it lacks, where the key was made up in another directory', () => {
    const directory = mkdtempSync(join(tmpdir(), 'tessera-box-'));
    const elsewhere = secretBox({ purpose: 'notes.secrets', keys: undefined, setting: 'NOTES_KEYS', directory });
    const detail = expect.stringMatching(/is not in \/.*\/key-encryption-key\. Start with the TESSERA_DATA_DIR of then/);
    expect(refusal(undefined, elsewhere.seal('secret', PLACE))).toMatchObject({ detail });
  });

  it('nothing where they are right', () => {
    expect(refusal(`${NEW},${OLD}`)).toBeUndefined();
  });
});
