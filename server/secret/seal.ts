import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { FermataError } from '#core/errors.ts';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
/** Always given and checked: Node accepts shortened tags otherwise, which can be guessed. */
const TAG_BYTES = 16;
const KEY_BYTES = 32;

/** Which version of which secret; what is sealed for one place opens at no other. */
export interface SealPlace {
  workspaceId: string;
  secretId: string;
  version: number;
}

/** A value at rest: encrypted with a key of its own, which is encrypted with the master key. */
export interface Sealed {
  /** The master key that wraps, by its {@link masterKeyId}. */
  masterKeyId: string;
  wrappedKey: Buffer;
  sealed: Buffer;
}

/** Names a master key without saying anything about it, 16 hex characters. */
export function masterKeyId(masterKey: string): string {
  return derive(masterKey, 'fermata master key id', 8).toString('hex');
}

/** Encrypts a value under a fresh random key. */
export function seal(masterKey: string, place: SealPlace, value: string): Sealed {
  const dataKey = randomBytes(KEY_BYTES);
  const about = describe(place);
  return {
    masterKeyId: masterKeyId(masterKey),
    wrappedKey: encrypt(wrappingKey(masterKey), `${about}:key`, dataKey),
    sealed: encrypt(dataKey, about, Buffer.from(value, 'utf8')),
  };
}

/**
 * The value again.
 * @throws FermataError INTERNAL when the key is another one, or the row was altered or belongs to another place.
 */
export function unseal(masterKey: string, place: SealPlace, row: Omit<Sealed, 'masterKeyId'>): string {
  const about = describe(place);
  const dataKey = decrypt(wrappingKey(masterKey), `${about}:key`, row.wrappedKey);
  return decrypt(dataKey, about, row.sealed).toString('utf8');
}

/** Wraps the data key with another master key; the value itself is not touched. */
export function rewrap(oldKey: string, newKey: string, place: SealPlace, wrappedKey: Buffer): Buffer {
  const about = `${describe(place)}:key`;
  return encrypt(wrappingKey(newKey), about, decrypt(wrappingKey(oldKey), about, wrappedKey));
}

const CHECK_TEXT = 'fermata';

/** A known text under the master key: whoever can open it has the right key. */
export function sealCheck(masterKey: string): Buffer {
  return encrypt(wrappingKey(masterKey), 'master key check', Buffer.from(CHECK_TEXT));
}

export function opensCheck(masterKey: string, check: Buffer): boolean {
  try {
    return decrypt(wrappingKey(masterKey), 'master key check', check).toString() === CHECK_TEXT;
  } catch {
    return false;
  }
}

function describe({ workspaceId, secretId, version }: SealPlace): string {
  return `secret:${workspaceId}:${secretId}:${version}`;
}

/** A key of its own for wrapping: sessions and the audit seal derive theirs from the same master key. */
function wrappingKey(masterKey: string): Buffer {
  return derive(masterKey, 'fermata secrets', KEY_BYTES);
}

function derive(masterKey: string, purpose: string, bytes: number): Buffer {
  return Buffer.from(hkdfSync('sha256', masterKey, '', purpose, bytes));
}

/** IV, tag and ciphertext in one piece. */
function encrypt(key: Buffer, about: string, plain: Buffer): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(about));
  const text = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), text]);
}

function decrypt(key: Buffer, about: string, box: Buffer): Buffer {
  try {
    const decipher = createDecipheriv(ALGORITHM, key, box.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(about));
    decipher.setAuthTag(box.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(box.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
  } catch (cause) {
    throw new FermataError(
      'INTERNAL',
      'What is stored cannot be opened: the master key is another one, or it was altered.',
      {
        cause,
      },
    );
  }
}
