// `npm run fermata -- apply|run|approve|export`: Fermata from a terminal or a pipeline, over its public HTTP API.
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { type Api, ApiError, CliError, createApi } from './fermata/api.ts';
import { apply } from './fermata/apply.ts';
import { approve } from './fermata/approve.ts';
import { run } from './fermata/run.ts';

const COMMON = {
  url: { type: 'string' },
  key: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

const USAGE = `npm run fermata -- <command> [options]

  apply <file...>       create or update workflows from YAML or JSON files
  run <workflow>        start a published workflow
  approve <approval>    decide what waits for a person
  export <workflow>     print a draft as YAML

Each has --help. The server is FERMATA_URL or --url (http://127.0.0.1:3000 unless told),
the API key FERMATA_API_KEY or --key.`;

const HELP: Record<string, string> = {
  apply: `npm run fermata -- apply <file...> [--publish]

Creates the workflow that each file names, or replaces its draft. Prints every problem as
file:line:column. Ends with 1 when a file has errors.

  --publish   publish what has no errors`,
  run: `npm run fermata -- run <workflow> [options]

Starts the published version and prints the id and the address of the run.

  --input name=value   one input; JSON where it is JSON, else text. Repeat it for more
  --input-file <file>  inputs from a file with a JSON object
  --version <number>   a published version instead of the latest
  --simulated          nothing leaves the machine
  --wait               wait for the end and print the output
  --follow             the same, with every event on stderr

With --wait or --follow it ends with 0 (succeeded), 1 (failed or stopped) or 2 (waits for a person).`,
  approve: `npm run fermata -- approve <approval> | --run <id> [options]

Shows what is asked and asks before it decides.

  --run <id>           the approval that this run waits for
  --reject             reject instead
  --comment <text>     goes with the decision
  --set field=value    edit a field that may be edited. Repeat it for more
  --yes                do not ask`,
  export: `npm run fermata -- export <workflow> [--json]

Prints the draft as YAML, or as JSON.`,
};

type Options = NonNullable<ParseArgsConfig['options']>;

function read<Extra extends Options>(args: string[], options: Extra) {
  return parseArgs({ args, options: { ...COMMON, ...options }, allowPositionals: true });
}

function connect(values: { url?: string | undefined; key?: string | undefined }): Api {
  const url = (values.url ?? process.env.FERMATA_URL ?? 'http://127.0.0.1:3000').replace(/\/+$/, '');
  const key = values.key ?? process.env.FERMATA_API_KEY;
  if (!key) throw new CliError('An API key is needed: set FERMATA_API_KEY, or give one with --key.');
  return createApi(url, key);
}

function one(positionals: readonly string[], what: string): string {
  const [value, ...more] = positionals;
  if (value === undefined || more.length > 0) throw new CliError(`Name one ${what}. --help says how.`);
  return value;
}

const COMMANDS: Record<string, (args: string[]) => Promise<number>> = {
  apply: async (args) => {
    const { values, positionals } = read(args, { publish: { type: 'boolean' } });
    if (positionals.length === 0) throw new CliError('Which files? --help says how.');
    return (await apply(connect(values), positionals, values.publish ?? false)) > 0 ? 1 : 0;
  },
  run: (args) => {
    const { values, positionals } = read(args, {
      input: { type: 'string', multiple: true },
      'input-file': { type: 'string' },
      version: { type: 'string' },
      simulated: { type: 'boolean' },
      wait: { type: 'boolean' },
      follow: { type: 'boolean' },
    });
    return run(connect(values), {
      workflow: one(positionals, 'workflow'),
      input: values.input ?? [],
      inputFile: values['input-file'],
      version: values.version,
      simulated: values.simulated ?? false,
      wait: values.wait ?? false,
      follow: values.follow ?? false,
    });
  },
  approve: (args) => {
    const { values, positionals } = read(args, {
      run: { type: 'string' },
      reject: { type: 'boolean' },
      comment: { type: 'string' },
      set: { type: 'string', multiple: true },
      yes: { type: 'boolean' },
    });
    return approve(connect(values), {
      approval: values.run === undefined ? one(positionals, 'approval') : positionals[0],
      run: values.run,
      reject: values.reject ?? false,
      comment: values.comment,
      set: values.set ?? [],
      yes: values.yes ?? false,
    });
  },
  export: async (args) => {
    const { values, positionals } = read(args, { json: { type: 'boolean' } });
    const accept = values.json ? 'application/json' : 'application/yaml';
    const path = `/workflows/${encodeURIComponent(one(positionals, 'workflow'))}`;
    process.stdout.write(await connect(values).getText(path, accept));
    return 0;
  },
};

/** @returns the exit code. */
async function main([name, ...args]: string[]): Promise<number> {
  if (name === undefined || name === 'help' || name.startsWith('-')) {
    console.log(USAGE);
    return name === undefined ? 1 : 0;
  }
  const command = COMMANDS[name];
  if (!command) throw new CliError(`There is no command "${name}".\n\n${USAGE}`);
  if (args.includes('--help') || args.includes('-h')) {
    console.log(HELP[name]);
    return 0;
  }
  return command(args);
}

/** Lines under the sentence: what is wrong, and where. */
function detailsOf(error: Error): string {
  if (!(error instanceof ApiError) || !Array.isArray(error.details)) return '';
  return (error.details as { path?: unknown[]; message?: string }[])
    .map(({ path, message }) => `\n  ${path?.join('.') ?? ''}: ${message ?? ''}`)
    .join('');
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  // Of parseArgs too: its messages are sentences.
  const isSaid = error instanceof CliError || (error instanceof TypeError && 'code' in error);
  if (!isSaid) throw error;
  console.error(`${error.message}${detailsOf(error)}`);
  process.exitCode = 1;
}
