import tseslint from 'typescript-eslint';

const TESTS = ['**/*.test.{ts,tsx}', '**/testing/**', 'e2e/**'];

/** The guarded exit, and the one to model providers, whose addresses the operator sets. */
const EXITS = ['server/capabilities/**/egress*.ts', 'server/capabilities/model/provider-fetch.ts'];

/** Where `fetch` may be called directly: the exits, and code that runs in a browser or a tool. */
const MAY_FETCH = [...EXITS, 'components/**', 'app/**/*.tsx', 'scripts/**', 'bench/**', ...TESTS];

const banned = {
  useServer: {
    selector: "ExpressionStatement[directive='use server']",
    message: 'No Server Actions: use a tRPC procedure, which has a schema, an actor and a permission.',
  },
  innerHtml: {
    selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']",
    message: 'Never HTML from data. Render text or markdown.',
  },
  barrel: {
    selector: 'ExportAllDeclaration',
    message: 'No barrels: import the file itself.',
  },
  focusedTest: {
    selector: 'MemberExpression[object.name=/^(test|it|describe)$/][property.name=/^(only|skip|todo|fails)$/]',
    message: 'Every test runs and passes.',
  },
};

export default tseslint.config(
  {
    ignores: [
      'node_modules/',
      '.next/',
      '.fermata/',
      'generated/',
      'test-results/',
      'playwright-report/',
      'next-env.d.ts',
    ],
  },
  {
    files: ['**/*.{ts,tsx,mts,mjs}'],
    plugins: { '@typescript-eslint': tseslint.plugin },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    languageOptions: { parser: tseslint.parser },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'max-lines': ['error', 300],
      'max-lines-per-function': ['error', { max: 60 }],
      'no-console': 'error',
      'no-debugger': 'error',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-restricted-globals': ['error', { name: 'fetch', message: 'Use egressFetch: it checks the address.' }],
      'no-restricted-imports': [
        'error',
        {
          paths: [
            { name: 'node:vm', message: 'Text from users is never run as code.' },
            { name: 'vm', message: 'Text from users is never run as code.' },
            { name: 'undici', message: 'Use egressFetch: it checks the address.' },
            { name: 'node:http', message: 'Use egressFetch: it checks the address.', importNames: ['request', 'get'] },
            { name: 'node:https', message: 'Use egressFetch: it checks the address.' },
          ],
        },
      ],
      'no-restricted-syntax': ['error', banned.useServer, banned.innerHtml, banned.barrel, banned.focusedTest],
      'no-var': 'error',
      'prefer-const': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
    },
  },
  {
    files: ['**/*.{ts,tsx}'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { attributes: false, arguments: false } },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    files: TESTS,
    rules: {
      'max-lines': 'off',
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      'no-restricted-imports': 'off',
    },
  },
  { files: MAY_FETCH, rules: { 'no-restricted-globals': 'off' } },
  { files: EXITS, rules: { 'no-restricted-imports': 'off' } },
  {
    // Tools print to the terminal; that is their user interface.
    files: ['scripts/**', 'bench/**'],
    rules: { 'no-console': 'off' },
  },
  {
    // The script that sets the theme before the first paint: a constant, with the page's nonce.
    files: ['app/theme-script.tsx'],
    rules: { 'no-restricted-syntax': ['error', banned.useServer, banned.barrel] },
  },
);
