import { FermataError } from '#core/errors.ts';
import { untilAnswered } from '#server/db/database-errors.ts';
import type { Pool } from '#server/db/pool.ts';
import type { Env } from '#server/env.ts';
import { openSecret } from '#server/secret/open-secret.ts';
import type { Price } from './prices.ts';
import { defaultBaseUrl, type ModelProvider, OWN_SERVICES, PROVIDER_KINDS, type ProviderKind } from './provider.ts';
import { guardedProviderFetch, trustedProviderFetch } from './provider-fetch.ts';

/** The settings that models depend on. */
type ModelEnv = Pick<Env, 'openai' | 'anthropic' | 'google' | 'defaultModel' | 'egressAllow' | 'masterKey'>;

export interface ModelSetupDeps {
  env: ModelEnv;
  pool: Pool;
}

/** All that a workspace set up about models, and what the environment adds. */
export interface ModelSetup {
  /** Those of the environment first; a row of the same name is not among them. */
  providers: readonly ModelProvider[];
  /** Of `FERMATA_DEFAULT_MODEL`. */
  environmentDefault: string | null;
  /** Of the workspace; null: nobody chose. */
  chosenDefault: string | null;
  /** `provider/model` -> what somebody says it costs. */
  prices: ReadonlyMap<string, Price>;
}

/** A row of the settings page. */
interface ProviderRow {
  id: string;
  name: string;
  kind: string;
  baseUrl: string | null;
  secretId: string | null;
  models: string[];
}

/** What a workspace is created with; it means "nobody chose". */
export const UNCHOSEN_DEFAULT = 'simulated/fast';

function withoutTrailingSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

function environmentProvider(kind: ProviderKind, variable: string, baseUrl: string, key: string | null): ModelProvider {
  return {
    name: kind,
    kind,
    baseUrl,
    models: [],
    variable,
    fetch: trustedProviderFetch,
    key: async () => key,
  };
}

/** The providers that the environment makes, under the names of their kinds. */
export function environmentProviders(env: Pick<ModelEnv, 'openai' | 'anthropic' | 'google'>): ModelProvider[] {
  const { openai, anthropic, google } = env;
  const providers: ModelProvider[] = [];
  // A local server often needs no key; OpenAI itself always does.
  if (openai.apiKey !== null || openai.baseUrl !== null) {
    const variable = openai.apiKey === null ? 'OPENAI_BASE_URL' : 'OPENAI_API_KEY';
    const baseUrl = withoutTrailingSlash(openai.baseUrl ?? OWN_SERVICES.openai.baseUrl);
    providers.push(environmentProvider('openai', variable, baseUrl, openai.apiKey));
  }
  if (anthropic.apiKey !== null) {
    const { baseUrl } = OWN_SERVICES.anthropic;
    providers.push(environmentProvider('anthropic', 'ANTHROPIC_API_KEY', baseUrl, anthropic.apiKey));
  }
  if (google.apiKey !== null) {
    const { baseUrl } = OWN_SERVICES.google;
    providers.push(environmentProvider('google', 'GOOGLE_GENERATIVE_AI_API_KEY', baseUrl, google.apiKey));
  }
  return providers;
}

/** What is stored was checked when it was written; a row of a newer version is left out by its kind. */
function isProviderKind(kind: string): kind is ProviderKind {
  return PROVIDER_KINDS.some((known) => known === kind);
}

/** A provider of the settings page. Its key is opened at each call, for its own host only. */
export function rowProvider(
  deps: ModelSetupDeps,
  workspaceId: string,
  row: Omit<ProviderRow, 'id'>,
): ModelProvider | null {
  const { name, kind, secretId, models } = row;
  if (!isProviderKind(kind)) return null;
  const baseUrl = row.baseUrl ?? defaultBaseUrl(kind);
  if (baseUrl === null) return null;
  return {
    name,
    kind,
    baseUrl,
    models,
    variable: null,
    fetch: guardedFetchOf(deps.env),
    key: async () =>
      secretId === null
        ? null
        : patiently(() => openSecret(deps, { workspaceId, id: secretId }, new URL(baseUrl).hostname)),
  };
}

const guarded = new WeakMap<readonly string[], typeof globalThis.fetch>();

/** One for each list of exceptions, so that connections are kept between calls. */
function guardedFetchOf({ egressAllow }: Pick<ModelEnv, 'egressAllow'>): typeof globalThis.fetch {
  const known = guarded.get(egressAllow);
  if (known) return known;
  const fetch = guardedProviderFetch(egressAllow);
  guarded.set(egressAllow, fetch);
  return fetch;
}

export async function readProviderRows(pool: Pool, workspaceId: string): Promise<ProviderRow[]> {
  const { rows } = await pool.query<ProviderRow>(
    `SELECT id, name, kind, base_url AS "baseUrl", secret_id AS "secretId", models
     FROM provider WHERE workspace_id = $1 ORDER BY created_at, name`,
    [workspaceId],
  );
  return rows;
}

async function readPrices(pool: Pool, workspaceId: string): Promise<Map<string, Price>> {
  const { rows } = await pool.query<Price & { model: string }>(
    'SELECT model, input_usd AS input, output_usd AS output FROM model_price WHERE workspace_id = $1',
    [workspaceId],
  );
  return new Map(rows.map(({ model, input, output }) => [model, { input, output }]));
}

/**
 * Reads what a workspace set up.
 * @throws FermataError NOT_FOUND when there is no such workspace
 */
export async function readModelSetup(deps: ModelSetupDeps, workspaceId: string): Promise<ModelSetup> {
  const [workspace, rows, prices] = await Promise.all([
    deps.pool.query<{ default_model: string }>('SELECT default_model FROM workspace WHERE id = $1', [workspaceId]),
    readProviderRows(deps.pool, workspaceId),
    readPrices(deps.pool, workspaceId),
  ]);
  const [own] = workspace.rows;
  if (!own) throw new FermataError('NOT_FOUND', 'There is no such workspace.');
  const fromEnvironment = environmentProviders(deps.env);
  const taken = new Set(fromEnvironment.map(({ name }) => name));
  const fromRows = rows.flatMap((row) => (taken.has(row.name) ? [] : (rowProvider(deps, workspaceId, row) ?? [])));
  return {
    providers: [...fromEnvironment, ...fromRows],
    environmentDefault: deps.env.defaultModel,
    chosenDefault: own.default_model === UNCHOSEN_DEFAULT ? null : own.default_model,
    prices,
  };
}

/** How old a setup may be when a call begins: what is saved works at once, and not every call asks the database. */
const KEPT_MS = 2_000;

/** A database that is away is no failure of the node that asks: its own time limit ends the waiting. */
function patiently<T>(read: () => Promise<T>): Promise<T> {
  return untilAnswered(read, () => false);
}

/** {@link readModelSetup} for a process that calls models all the time. */
export function keepModelSetups(deps: ModelSetupDeps): (workspaceId: string) => Promise<ModelSetup> {
  const kept = new Map<string, { readAtMs: number; setup: Promise<ModelSetup> }>();
  return (workspaceId) => {
    const known = kept.get(workspaceId);
    if (known && performance.now() - known.readAtMs < KEPT_MS) return known.setup;
    const setup = patiently(() => readModelSetup(deps, workspaceId));
    kept.set(workspaceId, { readAtMs: performance.now(), setup });
    // What failed is asked again by whoever comes next.
    setup.catch(() => kept.delete(workspaceId));
    return setup;
  };
}
