import { pipeline, Transform } from 'node:stream';
import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { NodeFailure } from '#core/node/executor.ts';

/** More than this many bytes out of one byte in is an attack, not an answer. */
const MAX_RATIO = 100;
/** Small answers may compress better than the ratio allows. */
const RATIO_FREE_BYTES = 64 * 1024;

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

interface Source {
  statusCode: number;
  headers: Record<string, string | string[] | undefined>;
  body: Readable;
}

function encodingFailure(message: string): NodeFailure {
  return new NodeFailure({ code: 'HTTP_ENCODING', message });
}

/** zlib codes begin with `Z_`, those of brotli with `ERR_`, two underscores and the format. */
function isDecodingError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(Z_|ERR__|ERR_BROTLI)/.test(String(error.code));
}

function decodersFor(encoding: string): Transform[] {
  const names = encoding
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity');
  // Encodings are listed in the order in which they were applied.
  return names.reverse().map((name) => {
    const create = Object.hasOwn(DECODERS, name) ? DECODERS[name] : undefined;
    if (!create) {
      throw encodingFailure(`The answer has the unknown encoding "${name.slice(0, 40)}".`);
    }
    return create();
  });
}

/**
 * Reads an answer to its end, decompressed, and stops at the first byte too many.
 * @throws NodeFailure HTTP_TOO_LARGE, HTTP_ENCODING
 */
export async function readBody(
  response: Source,
  limit: { method: string; maxBytes: number; host: string },
): Promise<Uint8Array> {
  const tooLarge = (what: string) =>
    new NodeFailure({ code: 'HTTP_TOO_LARGE', message: `The answer of ${limit.host} ${what}.` });
  const bodiless = limit.method === 'HEAD' || response.statusCode === 204 || response.statusCode === 304;
  const decoders = bodiless ? [] : decodersFor(String(response.headers['content-encoding'] ?? ''));
  let received = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      received += chunk.length;
      done(null, chunk);
    },
  });
  const streams = [response.body, counter, ...decoders];
  // An error of one stream destroys the others; the reader below sees it, so nothing is left to do here.
  const unpacked = pipeline(streams, () => undefined) as unknown as AsyncIterable<Buffer>;
  const chunks: Buffer[] = [];
  let total = 0;
  try {
    for await (const chunk of unpacked) {
      total += chunk.length;
      if (total > limit.maxBytes) throw tooLarge(`is larger than ${limit.maxBytes} bytes`);
      if (total > RATIO_FREE_BYTES && total > received * MAX_RATIO)
        throw tooLarge('grows too much when it is unpacked');
      chunks.push(chunk);
    }
  } catch (error) {
    if (isDecodingError(error)) throw encodingFailure(`The answer of ${limit.host} cannot be unpacked.`);
    throw error;
  }
  return Buffer.concat(chunks);
}
