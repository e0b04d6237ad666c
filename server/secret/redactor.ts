/** Shorter texts are part of ordinary words; a secret is never that short. */
const MIN_CHARS = 6;

/**
 * Knows every secret that this process has opened, and hides them in whatever it writes down, logs, streams or
 * answers: the value itself, and its forms in base64, addresses and JSON. Costs nothing while no secret is known.
 */
class Redactor {
  readonly #known = new Set<string>();
  /** What is looked for, and what stands in its place. */
  readonly #marks = new Map<string, string>();
  #pattern: RegExp | null = null;
  #bytePattern: RegExp | null = null;
  #longest = 0;
  /** Most texts are shorter than any secret, and need no look at all. */
  #shortest = Number.POSITIVE_INFINITY;

  /** From now on `value` becomes `[secret <name>]`. */
  add(name: string, value: string): void {
    if (value.length < MIN_CHARS || this.#known.has(value)) return;
    this.#known.add(value);
    for (const form of formsOf(value)) {
      if (form.length >= MIN_CHARS && !this.#marks.has(form)) this.#marks.set(form, `[secret ${name}]`);
    }
    // The longest first: a form may begin like another one and go on.
    const forms = [...this.#marks.keys()].sort((a, b) => b.length - a.length);
    this.#longest = forms[0]?.length ?? 0;
    this.#shortest = forms.at(-1)?.length ?? Number.POSITIVE_INFINITY;
    this.#pattern = anyOf(forms);
    this.#bytePattern = anyOf(forms.map(asBytes));
  }

  /** The text without secrets; the same text when it holds none. */
  text(text: string): string {
    if (this.#pattern === null || text.length < this.#shortest) return text;
    return text.replace(this.#pattern, (form) => this.#marks.get(form) ?? '[secret]');
  }

  /** UTF-8 bytes without secrets. What reads, cuts or parses them afterwards can leave no half of one. */
  bytes(bytes: Uint8Array): Uint8Array {
    if (this.#bytePattern === null) return bytes;
    const plain = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
    const clean = plain.replace(this.#bytePattern, (form) => asBytes(this.#marks.get(fromBytes(form)) ?? '[secret]'));
    return clean === plain ? bytes : Buffer.from(clean, 'latin1');
  }

  /** How many of the last characters may be the beginning of a secret: a stream keeps them back. */
  openEnd(text: string): number {
    if (this.#pattern === null || text === '') return 0;
    const tail = text.slice(-(this.#longest - 1));
    let longest = 0;
    for (const form of this.#marks.keys()) {
      const first = form.charAt(0);
      for (let at = tail.indexOf(first); at >= 0 && tail.length - at > longest; at = tail.indexOf(first, at + 1)) {
        if (form.startsWith(tail.slice(at))) longest = tail.length - at;
      }
    }
    return longest;
  }
}

/** The forms in which texts carry a value on. */
function formsOf(value: string): Set<string> {
  const quoted = JSON.stringify(value).slice(1, -1);
  const inAddress = encodeURIComponent(value);
  return new Set([
    value,
    quoted,
    quoted.replaceAll('/', '\\/'),
    // JSON that stands as a text in JSON.
    JSON.stringify(quoted).slice(1, -1),
    asAscii(quoted),
    inAddress,
    inAddress.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    encodeURI(value),
    new URLSearchParams([['', value]]).toString().slice(1),
    ...base64Forms(Buffer.from(value, 'utf8')),
  ]);
}

/** As programs write JSON that keep to ASCII. */
function asAscii(text: string): string {
  return text.replace(/[^ -~]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/**
 * Base64 cuts bytes into groups of three, so a value has three forms by where it begins in the text around it (`user:`
 * before it, say). Of each only the characters that the value alone decides.
 */
function base64Forms(value: Buffer): string[] {
  return [0, 1, 2].flatMap((offset) => {
    const padded = Buffer.concat([Buffer.alloc(offset), value]);
    const from = Math.ceil((offset * 8) / 6);
    const to = Math.floor((padded.length * 8) / 6);
    return [padded.toString('base64').slice(from, to), padded.toString('base64url').slice(from, to)];
  });
}

const asBytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
const fromBytes = (bytes: string): string => Buffer.from(bytes, 'latin1').toString('utf8');

function anyOf(texts: readonly string[]): RegExp {
  return new RegExp(texts.map((text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('|'), 'g');
}

const holder = globalThis as typeof globalThis & { fermataRedactor?: Redactor };

/** This process's own. On `globalThis`, because the bundler gives every route its own copy of this module. */
export const redactor = (holder.fermataRedactor ??= new Redactor());
