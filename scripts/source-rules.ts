// Rules that are about text rather than syntax, and about what comes in with packages.

/** Each of them runs text from users as code, or did. */
const DENIED_PACKAGES = [
  'vm2',
  'jsonpath',
  'jsonpath-plus',
  'expr-eval',
  'jsonata',
  'static-eval',
  'safe-eval',
  'notevil',
];

export interface Lockfile {
  packages: Record<string, { hasInstallScript?: boolean }>;
}

export interface Manifest {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  /** The packages that may run a script when they are installed. */
  allowScripts?: Record<string, boolean>;
}

/** What may not come in: denied packages, versions that float, install scripts that nobody has looked at. */
export function packageProblems(lock: Lockfile, manifest: Manifest): string[] {
  const names = Object.keys(lock.packages).map(nameOf);
  const withScript = new Set(
    Object.entries(lock.packages).flatMap(([path, { hasInstallScript }]) => (hasInstallScript ? [nameOf(path)] : [])),
  );
  const allowed = new Set(Object.keys(manifest.allowScripts ?? {}));
  const versions = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
  return [
    ...names.filter((name) => DENIED_PACKAGES.includes(name)).map((name) => `package-lock.json: ${name} is denied`),
    ...versions
      .filter(([, version]) => !/^\d/.test(version))
      .map(([name, version]) => `package.json: ${name} is not pinned to one version (${version})`),
    ...[...withScript.difference(allowed)].map(
      (name) => `package-lock.json: ${name} runs an install script, and allowScripts of package.json does not have it`,
    ),
    ...[...allowed.difference(withScript)].map(
      (name) => `package.json: allowScripts has ${name}, which has no install script`,
    ),
  ];
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

interface TextRule {
  pattern: RegExp;
  where: RegExp;
  problem: string;
}

const RULES: TextRule[] = [
  { pattern: /eslint-disable(?!.* -- \S)/, where: /./, problem: 'eslint-disable without a reason (-- why)' },
  { pattern: /@ts-(ignore|nocheck)/, where: /./, problem: 'the compiler is silenced' },
  { pattern: /@ts-expect-error(?! \S)/, where: /./, problem: '@ts-expect-error without a reason' },
  { pattern: /\b(TODO|FIXME|XXX)\b/, where: /./, problem: 'an open end' },
  { pattern: /^\s*['"]use server['"]/, where: /./, problem: 'no Server Actions' },
  {
    pattern: /\b(from|import|require)\b\s*\(?\s*['"](node:)?vm['"]/,
    where: /./,
    problem: 'text from users is never run as code',
  },
  {
    pattern:
      /\b(from|import|require)\b\s*\(?\s*['"](node:)?(fs|fs\/promises|child_process|cluster|module|worker_threads)['"]/,
    where: /^(core|nodes|server\/capabilities)\/(?!.*(\.test\.tsx?$|\/testing\/))/,
    problem: 'nothing that a node reaches touches files or starts programs',
  },
  {
    pattern: /process\.env/,
    where: /^(core|components|nodes)\/(?!.*\.test\.tsx?$)/,
    problem: 'only server and tools read the environment',
  },
  {
    pattern: /\b(Date\.now|Math\.random|new Date\(\)|crypto\.)/,
    where: /^core\/(?!.*\.test\.ts$)/,
    problem: 'core has no clock and no randomness',
  },
  { pattern: /\bswitch \((\w+\.)*node\.type\)/, where: /./, problem: 'node types are known by their registries only' },
];

/** What is wrong in a file, with its line. @param path from the root of the project, with `/`. */
export function textProblems(path: string, text: string): string[] {
  const rules = RULES.filter((rule) => rule.where.test(path));
  return text
    .split('\n')
    .flatMap((line, index) =>
      rules.filter((rule) => rule.pattern.test(line)).map((rule) => `${path}:${index + 1}: ${rule.problem}`),
    );
}
