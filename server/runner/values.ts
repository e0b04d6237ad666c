import type { Json, Stored } from '#core/json.ts';
import { storable } from '#server/db/storable.ts';
import type { ArtifactRow, JournalStore } from './journal-store.ts';
import type { Random } from './ports.ts';

const MAX_INLINE_BYTES = 32 * 1024;
const MAX_BYTES = 50 * 1024 * 1024;

/** A value that no artifact may hold. */
export class ValueTooLarge extends Error {
  override readonly name = 'ValueTooLarge';
}

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

  /**
   * The stored form of anything: cleaned by `storable`, by reference above 32 KB. Throws {@link ValueTooLarge}, and
   * FermataError VALIDATION for data nested too deep.
   */
  readonly store = (value: unknown): Stored => {
    const clean = storable(value);
    const bytes = Buffer.byteLength(JSON.stringify(clean));
    if (bytes <= MAX_INLINE_BYTES) return { value: clean };
    if (bytes > MAX_BYTES) {
      throw new ValueTooLarge(`The value has ${Math.ceil(bytes / 1_048_576)} MB; at most 50 MB can be kept.`);
    }
    const artifact = { id: this.#random.id(), bytes, value: clean };
    this.#fresh.push(artifact);
    this.#known.set(artifact.id, clean);
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
