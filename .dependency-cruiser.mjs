/**
 * Who may import whom (the table in README.md, "File map"). `scripts/check-imports.mjs` runs it, and fails as well
 * when no module was found, which is what a compiler too new for this tool looks like.
 */
const TEST = '\\.test\\.tsx?$|/testing/';

/** `only('core', [...])`: files below `from` import nothing of ours, and no package, but what is listed. */
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from, pathNot: TEST },
  to: { pathNot: allowed },
});

const REACT = '^node_modules/(react|react-dom|lucide-react|@types)/';

export default {
  forbidden: [
    only(
      'core-is-pure',
      '^core/',
      ['^core/', '^node_modules/(zod|yaml|@marcbachmann/cel-js)/'],
      'core knows zod, YAML and CEL, and does no I/O',
    ),
    only(
      'definitions-are-data',
      '^nodes/([^/]+)/definition\\.ts$',
      ['^core/', '^nodes/$1/', '^node_modules/zod/'],
      'a definition is data about a node type',
    ),
    only(
      'executors-get-capabilities',
      '^nodes/([^/]+)/[^/]*executor[^/]*\\.ts$',
      ['^core/', '^nodes/$1/', '^node_modules/(zod|server-only)/'],
      'what an executor needs from the world comes as an argument',
    ),
    only(
      'node-ui-uses-the-kit',
      '^nodes/([^/]+)/[^/]*(card|inspector)[^/]*\\.tsx$',
      ['^core/', '^nodes/$1/', '^components/(ui|node-kit)/', REACT, '^node_modules/zod/'],
      'cards and inspectors are made of the kit',
    ),
    {
      name: 'no-node-to-node',
      comment: 'node types do not know each other',
      severity: 'error',
      from: { path: '^nodes/([^/]+)/' },
      to: { path: '^nodes/[^/]+/', pathNot: '^nodes/$1/' },
    },
    {
      name: 'server-knows-no-ui',
      comment: 'the server imports core, the registries of nodes, and itself',
      severity: 'error',
      from: { path: '^server/', pathNot: TEST },
      to: { path: '^(app|components|nodes|e2e|bench|scripts)/', pathNot: '^nodes/(definitions|executors)\\.ts$' },
    },
    {
      name: 'components-see-only-types-of-the-server',
      comment: 'a component imports core, nodes/ui, nodes/definitions, and types from the server',
      severity: 'error',
      from: { path: '^components/', pathNot: TEST },
      to: { path: '^(server|prisma|generated)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'components-use-the-registries',
      comment: 'a component reaches node types through nodes/ui and nodes/definitions',
      severity: 'error',
      from: { path: '^components/', pathNot: TEST },
      to: { path: '^(nodes|app|e2e|bench|scripts)/', pathNot: '^nodes/(ui\\.tsx|definitions\\.ts)$' },
    },
    {
      name: 'app-composes',
      comment: 'a route loads and composes: components, server, core, the registries',
      severity: 'error',
      from: { path: '^app/', pathNot: TEST },
      to: { path: '^(nodes/[^/]+/|prisma/|generated/|e2e/|bench/|scripts/)' },
    },
    {
      name: 'prisma-stays-in-the-server',
      comment: 'only services and repositories, which take an Actor, touch the database',
      severity: 'error',
      from: { pathNot: '^(server|prisma|generated|bench|scripts)/|^prisma\\.config\\.ts$' },
      to: { path: '^(generated/prisma|node_modules/(@prisma|prisma|pg)/)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'e2e-drives-from-outside',
      comment: 'journeys use the product as a person or a client does',
      severity: 'error',
      from: { path: '^e2e/' },
      // The fakes of model providers are no part of the product either.
      to: { path: '^(app|components|nodes|server|prisma|generated)/', pathNot: '^server/testing/fake-' },
    },
    {
      name: 'no-circular',
      comment: 'a cycle is two files that are one',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'resolvable',
      comment: 'everything imported exists',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'production-without-dev-packages',
      comment: 'what ships needs only dependencies',
      severity: 'error',
      from: { path: '^(app|components|core|nodes|server|prisma)/', pathNot: TEST },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: '^node_modules/|^generated/' },
    exclude: { path: '^(\\.next|\\.fermata|node_modules/.*/node_modules)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mts', '.mjs', '.js', '.json'],
    },
    moduleSystems: ['es6'],
  },
};
