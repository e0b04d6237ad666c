import type { Json, Stored } from '#core/json.ts';
import { UnstorableError } from '#core/run/unstorable-error.ts';
import { storable } from '#server/db/storable.ts';
import type { ArtifactRow, JournalStore } from './journal-store.ts';
import type { Random } from './ports.ts';
import { readableError } from './readable-error.ts';

const MB = 1_048_576;
const MAX_INLINE_BYTES = 32 * 1024;
const MAX_BYTES = 50 * MB;

/**
 * The values of one run as the journal holds them: in place when small, as artifacts when large. What was stored or
 * loaded stays at hand for as long as the segment lives, because the scheduler asks for it without waiting.
 */
export class Values {
  readonly #store: Pick<JournalStore, 'values'>;
  readonly #random: Pick<Random, 'id'>;
  readonly #known = new Map<string, Json>();
  #fresh: ArtifactRow[] = [];

  constructor(store: Pick<JournalStore, 'values'>, random: Pick<Random, 'id'>) {
    this.#store = store;
    this.#random = random;
  }

  /** The stored form of anything: cleaned by `storable`, by reference above 32 KB. Throws UnstorableError. */
  readonly store = (value: unknown): Stored => {
    const { value: kept, bytes } = clean(value, MAX_BYTES);
    if (bytes <= MAX_INLINE_BYTES) return { value: kept };
    const artifact = { id: this.#random.id(), bytes, value: kept };
    this.#fresh.push(artifact);
    this.#known.set(artifact.id, kept);
    return { ref: artifact.id, bytes };
  };

  readonly resolve = (stored: Stored): Json => {
    if ('value' in stored) return stored.value;
    const known = this.#known.get(stored.ref);
    if (known === undefined) throw new Error(`The value ${stored.ref} was not loaded`);
    return known;
  };

  /** Loads what `resolve` will be asked for. */
  async load(refs: readonly string[]): Promise<void> {
    const missing = refs.filter((ref) => !this.#known.has(ref));
    if (missing.length === 0) return;
    for (const [ref, value] of await this.#store.values(missing)) this.#known.set(ref, value);
  }

  isLoaded(stored: Stored): boolean {
    return 'value' in stored || this.#known.has(stored.ref);
  }

  /** Artifacts made since the last call, for the unit that refers to them. */
  takeFresh(): ArtifactRow[] {
    const fresh = this.#fresh;
    this.#fresh = [];
    return fresh;
  }
}

/**
 * A value as `storable` cleans it, with the bytes of its JSON. Reading it may run code of its own (`toJSON`, a getter):
 * whatever that throws is about the value too. Throws UnstorableError.
 */
export function clean(value: unknown, maxBytes: number): { value: Json; bytes: number } {
  const cleaned = readValue(value);
  const bytes = Buffer.byteLength(JSON.stringify(cleaned));
  if (bytes <= maxBytes) return { value: cleaned, bytes };
  const [has, most] = [Math.ceil(bytes / MB), Math.floor(maxBytes / MB)];
  throw new UnstorableError('TOO_LARGE', `The value has ${has} MB; at most ${most} MB can be kept.`);
}

function readValue(value: unknown): Json {
  try {
    return storable(value);
  } catch (cause) {
    throw new UnstorableError('INVALID', readableError(cause).message, { cause });
  }
}
