import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm';
import * as glue from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';

/**
 * Runs `work` with Prisma's own schema engine, from the WebAssembly file that npm installed: the native engine would
 * be downloaded. It cannot read the tables of a database (the adapter refuses the catalog's `"char"` columns), which
 * applying migrations and comparing two schema.prisma do not need.
 */
export async function withSchemaEngine<T>(url: string, work: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  await instantiate();
  const pool = new pg.Pool({ connectionString: url, max: 2, connectionTimeoutMillis: 5_000 });
  const factory = bindMigrationAwareSqlAdapterFactory(new WholeScriptPg(pool));
  const engine = await glue.SchemaEngine.new({ datamodels: undefined }, () => undefined, factory);
  try {
    return await work(engine);
  } finally {
    engine.free();
    await pool.end();
  }
}

/**
 * The adapter cuts scripts at every semicolon, which breaks function bodies. Sent whole, a script is also one
 * implicit transaction: a migration that breaks off leaves nothing behind.
 */
class WholeScriptPg extends PrismaPg {
  override async connect(): ReturnType<PrismaPg['connect']> {
    const adapter = await super.connect();
    adapter.executeScript = async (script) => {
      await adapter.underlyingDriver().query(script);
    };
    return adapter;
  }
}

let instantiated: Promise<void> | null = null;

/** The package's main file imports the `.wasm` as a module, which only bundlers can do; so its parts are joined here. */
function instantiate(): Promise<void> {
  instantiated ??= (async () => {
    const glueFile = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
    const { instance } = await WebAssembly.instantiate(await readFile(glueFile.replace(/\.js$/, '.wasm')), {
      './schema_engine_bg.js': imports(),
    });
    glue.__wbg_set_wasm(instance.exports);
    (instance.exports.__wbindgen_start as () => void)();
  })();
  return instantiated;
}

/** The engine leaves a ten-second timer behind (the limit of its own lock), which must not keep a process alive. */
function imports(): WebAssembly.ModuleImports {
  const entries = Object.entries(glue).map(([name, value]) =>
    name.startsWith('__wbg_setTimeout')
      ? [name, (work: () => void, delayMs: number) => setTimeout(work, delayMs).unref()]
      : [name, value],
  );
  return Object.fromEntries(entries) as WebAssembly.ModuleImports;
}

/** The SQL that turns the tables of one schema.prisma into those of another; `null` stands for an empty database. */
export async function schemaDifference(engine: SchemaEngine, from: string | null, to: string): Promise<string> {
  const target = (content: string) => ({
    tag: 'schemaDatamodel' as const,
    files: [{ path: 'schema.prisma', content }],
  });
  const { stdout } = await engine.diff({
    from: from === null ? { tag: 'empty' } : target(from),
    to: target(to),
    script: true,
    exitCode: null,
    filters: { externalTables: [], externalEnums: [] },
  });
  return stdout ?? '';
}
