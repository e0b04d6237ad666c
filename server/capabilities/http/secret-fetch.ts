import { FermataError } from '#core/errors.ts';
import type { HttpCapability, HttpRequest, HttpResponse, HttpSecret } from '#core/node/capabilities.ts';
import { NodeFailure } from '#core/node/executor.ts';
import { openSecret, type OpenSecretDeps } from '#server/secret/open-secret.ts';
import { redactor } from '#server/secret/redactor.ts';
import type { EgressFetch } from './egress.ts';

/**
 * The http capability of one workspace: the guarded fetch, with the secrets that a request names. A secret goes to the
 * hosts it allows and, by the guard's own rule, not along when another origin redirects the request elsewhere.
 */
export function createHttpCapability(deps: OpenSecretDeps, egress: EgressFetch, workspaceId: string): HttpCapability {
  const open = (secret: HttpSecret, url: string) => openFor(deps, workspaceId, secret, url);
  return {
    fetch: async (request, options) => {
      const { secret, ...plain } = request;
      const sent: HttpRequest = secret
        ? { ...plain, headers: { ...withoutHeader(plain.headers, secret.header), ...(await open(secret, plain.url)) } }
        : plain;
      return withoutSecrets(await egress(sent, options));
    },
  };
}

async function openFor(
  deps: OpenSecretDeps,
  workspaceId: string,
  { name, header, prefix }: HttpSecret,
  url: string,
): Promise<Record<string, string>> {
  // An address that is none is the guard's to refuse; nothing is opened for it.
  if (!URL.canParse(url)) return {};
  try {
    const value = await openSecret(deps, { workspaceId, name }, new URL(url).host);
    if (/[^\x20-\x7e\x80-\xff\t]/.test(value)) {
      throw failure(
        'SECRET_REFUSED',
        `The secret "${name}" cannot be sent in a header: it has line breaks or characters outside Latin-1.`,
      );
    }
    return { [header]: prefix + value };
  } catch (cause) {
    throw secretFailure(name, cause);
  }
}

function secretFailure(name: string, cause: unknown): NodeFailure {
  if (NodeFailure.is(cause)) return cause;
  if (FermataError.is(cause)) {
    if (cause.code === 'NOT_FOUND') return failure('SECRET_UNKNOWN', cause.message, cause);
    if (cause.code === 'FORBIDDEN') return failure('SECRET_REFUSED', cause.message, cause);
    return failure('SECRET_UNAVAILABLE', `The secret "${name}" cannot be opened. ${cause.message}`, cause);
  }
  // The database did not answer; it may the next time.
  const error = {
    code: 'SECRET_UNAVAILABLE',
    message: `The secret "${name}" cannot be read right now.`,
    retryable: true,
  };
  return new NodeFailure(error, { cause });
}

function failure(code: string, message: string, cause?: unknown): NodeFailure {
  return new NodeFailure({ code, message }, { cause });
}

function withoutHeader(headers: Record<string, string>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([each]) => each.toLowerCase() !== name.toLowerCase()));
}

/** Before anything reads or cuts the answer: half a secret would not be recognised any more. */
function withoutSecrets({ status, headers, body }: HttpResponse): HttpResponse {
  const clean = Object.entries(headers).map(([name, value]) => [name, redactor.text(value)]);
  return { status, headers: Object.fromEntries(clean), body: redactor.bytes(body) };
}
