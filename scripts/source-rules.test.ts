import { describe, expect, test } from 'vitest';
import { packageProblems, textProblems } from './source-rules.ts';

const lock = (packages: Record<string, { hasInstallScript?: boolean }>) => ({
  packages: Object.fromEntries(Object.entries(packages).map(([name, entry]) => [`node_modules/${name}`, entry])),
});

describe('packages', () => {
  test.each(['vm2', 'expr-eval', 'jsonpath', 'static-eval', 'jsonata'])(
    'S-07: %s is refused, also when another package brings it',
    (name) => {
      expect(packageProblems(lock({ [name]: {} }), {})).toEqual([`package-lock.json: ${name} is denied`]);
      expect(packageProblems(lock({ [`other/node_modules/${name}`]: {} }), {})).toHaveLength(1);
      expect(packageProblems(lock({ [`${name}-types`]: {} }), {})).toEqual([]);
    },
  );

  test('S-37: an install script that is newly needed is refused, and so is a permission that nobody needs', () => {
    const prisma = { prisma: { hasInstallScript: true } };
    expect(packageProblems(lock(prisma), { allowScripts: { prisma: true } })).toEqual([]);
    expect(
      packageProblems(lock({ ...prisma, worm: { hasInstallScript: true } }), { allowScripts: { prisma: true } }),
    ).toEqual([expect.stringContaining('worm runs an install script')]);
    expect(packageProblems(lock({}), { allowScripts: { prisma: true } })).toEqual([
      expect.stringContaining('prisma, which has no install script'),
    ]);
  });

  test('a version that floats is refused', () => {
    expect(packageProblems(lock({}), { dependencies: { zod: '^4.0.0' }, devDependencies: { knip: '6.0.0' } })).toEqual([
      'package.json: zod is not pinned to one version (^4.0.0)',
    ]);
  });
});

describe('sources', () => {
  test.each(["import vm from 'node:vm';", "import { Script } from 'vm';", "await import('node:vm')", "require('vm')"])(
    'S-07: %s is refused everywhere',
    (line) => {
      for (const path of ['core/a.ts', 'server/a.test.ts', 'scripts/a.mjs']) {
        expect(textProblems(path, `const a = 1;\n${line}`)).toEqual([
          `${path}:2: text from users is never run as code`,
        ]);
      }
    },
  );

  test('S-13: nothing that a node reaches writes files or starts programs', () => {
    for (const module of ['node:fs', 'fs/promises', 'node:child_process', 'node:worker_threads', 'node:module']) {
      const line = `import { x } from '${module}';`;
      for (const path of ['nodes/http/executor.ts', 'core/expr/values.ts', 'server/capabilities/http/egress.ts']) {
        expect(textProblems(path, line)).toHaveLength(1);
      }
      expect(textProblems('server/db/embedded.ts', line)).toEqual([]);
    }
  });

  test('S-38: a Server Action is refused', () => {
    expect(textProblems('app/page.tsx', "  'use server';")).toEqual(['app/page.tsx:1: no Server Actions']);
    expect(textProblems('app/page.tsx', "'use client';\nconst text = 'no use server';")).toEqual([]);
  });
});
