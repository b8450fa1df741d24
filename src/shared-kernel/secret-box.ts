import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from './errors.ts';

/**
 * Keeps secrets that must be read again (signing keys, webhook secrets) unreadable for whoever has the database
 * alone: AES-256-GCM, under keys that come from the environment.
 */
export interface SecretBox {
  /** `place` says where the text will be kept, such as `webhook_endpoints/<id>`: copied elsewhere it does not open. */
  seal(secret: string, place: string): string;
  /** Throws where the text was changed, belongs to another place, or was sealed under a key that is not on the list. */
  open(sealed: string, place: string): string;
  /** True where another key than the first of the list sealed it. Once nothing is stale, the older keys can go. */
  isStale(sealed: string): boolean;
  /**
   * For start-up, so that a process with the wrong keys refuses at once what it would fail at later: throws an error whose
   * detail says what to do. `what` is kept there: `the signing key 4711`.
   */
  assertOpens(sealed: string, place: string, what: string): void;
}

/** Where the keys of a box come from, and what the box is for. */
export interface SecretBoxOptions {
  /** `<module>.<what>`: boxes with different purposes do not open each other's secrets, whatever their keys. */
  readonly purpose: string;
  /** A list as {@link keyEncryptionKeys} takes it. */
  readonly keys: string | undefined;
  /** The setting that holds the list. */
  readonly setting: string;
  /** Outside production, where there is no list, a key is made up and kept here. */
  readonly directory: string;
}

/** Opens a box. The first key of the list seals, all of them open. A key is made up only once there is something to seal. */
export function secretBox(options: SecretBoxOptions): SecretBox {
  const { purpose, keys, directory } = options;
  let opened: Keys | undefined;
  const ring = () => {
    opened ??= keysFor(purpose, keys ?? keptKey(directory));
    return opened;
  };
  const open: SecretBox['open'] = (sealed, place) => {
    const { id, bytes } = partsOf(sealed);
    const key = ring().byId.get(id);
    if (!key) throw new Error(`a secret was sealed under the key ${id}, which is not on the list`);
    const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
      .setAAD(Buffer.from(place))
      .setAuthTag(bytes.subarray(-TAG_BYTES));
    return decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
  };
  return {
    seal(secret, place) {
      const { first } = ring();
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, first.key, nonce).setAAD(Buffer.from(place));
      const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      return [FORMAT, first.id, Buffer.concat([nonce, text, cipher.getAuthTag()]).toString('base64url')].join('.');
    },
    open,
    isStale: (sealed) => partsOf(sealed).id !== ring().first.id,
    assertOpens(sealed, place, what) {
      try {
        open(sealed, place);
      } catch (cause) {
        const detail = `${what} does not open${remedyFor(options, partsOf(sealed).id)}`;
        throw new AppError('unavailable', { code: `${purpose.split('.')[0]}.wrong_key_encryption_keys`, detail, cause });
      }
    },
  };
}

/**
 * The setting that holds the keys of a module, `<id>:<32 bytes in base64>`, comma-separated, newest first. Production
 * refuses to start without it. A key is replaced by putting a new one in front and leaving the old one behind it.
 */
export function keyEncryptionKeys(description: string) {
  return z
    .string()
    .refine(isKeyList, 'must look like <id>:<32 bytes in base64>, the newest key first, separated by commas')
    .optional()
    .meta({ description, inProduction: 'needed' });
}

const CIPHER = 'aes-256-gcm';
const FORMAT = 'v1';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const MADE_UP = 'made-up';
const KEY = /^([A-Za-z0-9_-]{1,40}):([A-Za-z0-9+/]{43}=)$/;

function isKeyList(list: string): boolean {
  const keys = keysIn(list);
  return keys.length === list.split(',').length && new Set(keys.map(({ id }) => id)).size === keys.length;
}

function keysIn(list: string): readonly Key[] {
  return list.split(',').flatMap((each) => {
    const [, id, key] = KEY.exec(each.trim()) ?? [];
    return id === undefined || key === undefined ? [] : [{ id, key: Buffer.from(key, 'base64') }];
  });
}

interface Key {
  readonly id: string;
  readonly key: Buffer;
}

interface Keys {
  readonly first: Key;
  readonly byId: ReadonlyMap<string, Buffer>;
}

function keysFor(purpose: string, list: string): Keys {
  const keys = keysIn(list).map(({ id, key }) => ({ id, key: Buffer.from(hkdfSync('sha256', key, '', purpose, KEY_BYTES)) }));
  const [first] = keys;
  if (!first) throw new Error('a secret box needs a key');
  return { first, byId: new Map(keys.map(({ id, key }) => [id, key])) };
}

function partsOf(sealed: string) {
  const [format, id, body, ...more] = sealed.split('.');
  const bytes = Buffer.from(body ?? '', 'base64url');
  if (format !== FORMAT || id === undefined || more.length > 0 || bytes.length < NONCE_BYTES + TAG_BYTES) {
    throw new Error('this is no sealed secret');
  }
  return { id, bytes };
}

/** Written before the first secret is sealed with it, so that two processes which start together agree on one. */
function keptKey(directory: string): string {
  mkdirSync(directory, { recursive: true });
  const path = keptIn(directory);
  try {
    writeFileSync(path, `${MADE_UP}:${randomBytes(KEY_BYTES).toString('base64')}`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return readFileSync(path, 'utf8');
}

function keptIn(directory: string): string {
  return join(directory, 'key-encryption-key');
}

function remedyFor({ keys, setting, directory }: SecretBoxOptions, id: string): string {
  if (keys !== undefined) {
    const known = keysIn(keys).some((key) => key.id === id);
    if (known)
      return `: the key ${id} of ${setting} is another than the ${id} that it was sealed under. Put that one in its place.`;
    return `: it was sealed under the key ${id}, which is not in ${setting}. Put that key back, behind the newest.`;
  }
  if (id !== MADE_UP) return `: it was sealed under the key ${id}. Set ${setting}, with that key on the list.`;
  return (
    `: the key that this database was begun with is not in ${keptIn(directory)}. Start with the TESSERA_DATA_DIR of then, ` +
    `copy that file from it, or begin with an empty database.`
  );
}
