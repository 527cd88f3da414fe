// @ts-check
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const providerRoots = ['@cdktf/provider-google', '@cdktf/provider-vault'].map((name) => ({
  name,
  message: `Import the one module you need, such as '${name}/lib/provider': the root loads every resource.`,
}));
const kubernetesRoot = {
  name: 'cdk8s-plus-27',
  allowTypeImports: true,
  message: "Import the file, such as 'cdk8s-plus-27/lib/imports/k8s': the root loads all of it.",
};
const wholeLibraries = [...providerRoots, kubernetesRoot];

const engines = {
  regex: '^(cdktf|cdk8s|cdk8s-plus-27|constructs|@cdktf/[^/]+)(/|$)',
  message: "Services and environments see no engine: import from 'taxiway'.",
};
const ownInternals = {
  regex: String.raw`^taxiway/|^(\.\./)+(lib|constructs|bin)(/|$)`,
  message: "Import from 'taxiway', so that this file can move to its own repository unchanged.",
};

const impureModules = ['fs', 'fs/promises', 'os', 'process', 'child_process', 'perf_hooks'].flatMap((name) =>
  [name, `node:${name}`].map((module) => ({
    name: module,
    message: 'Same input, same bytes: take what you need as a prop or from the environment.',
  })),
);
const random = ['randomBytes', 'randomInt', 'randomUUID', 'getRandomValues'];

/** Nothing that depends on the machine, the hour or the dice. */
const sameInputSameBytes = {
  'no-restricted-properties': [
    'error',
    { object: 'process', property: 'env', message: 'Differences between environments belong in env.select.' },
    { object: 'Date', property: 'now', message: 'Same input, same bytes: no clock.' },
    { object: 'performance', property: 'now', message: 'Same input, same bytes: no clock.' },
    { object: 'Math', property: 'random', message: 'Same input, same bytes: no randomness.' },
    ...random.map((property) => ({ object: 'crypto', property, message: 'Same input, same bytes: no randomness.' })),
  ],
  'no-restricted-syntax': [
    'error',
    {
      // `new Date('2026-11-23T00:00:00Z')` is a function of its argument, and stays allowed.
      selector: ':matches(NewExpression[arguments.length=0], CallExpression)[callee.name="Date"]',
      message: 'Same input, same bytes: no clock.',
    },
  ],
};
const sources = ['bin', 'lib', 'constructs', 'services', 'environments'].map((folder) => `${folder}/**/*.ts`);

export default defineConfig(
  globalIgnores([
    'build/',
    'dist/',
    'cdk8s.out/',
    'cdktf.out/',
    'coverage/',
    'temp/',
    'test/fixtures/',
    'test/golden/',
  ]),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: 'error',
      'prefer-const': 'error',
      'object-shorthand': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-deprecated': 'error',
      '@typescript-eslint/prefer-nullish-coalescing': 'error',
      '@typescript-eslint/prefer-optional-chain': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-restricted-imports': ['error', { paths: wholeLibraries }],
      // A method is handed to captureCallSite as a mark in the stack, and never called.
      '@typescript-eslint/unbound-method': 'off',
      // A number in a message reads the same everywhere; an object or undefined does not.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `() => visit(x)` and an early `return visit(x)` in a void function are as clear as with braces.
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      // Splitting a string into its code points is meant: names and paths hold no emoji.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      // An IConstruct is a Construct: the engines tell them apart by a mark, never by their class.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // The compiler reports these, and reads a leading underscore as "on purpose".
      '@typescript-eslint/no-unused-vars': 'off',
    },
  },
  {
    files: sources,
    rules: { 'max-lines': ['error', { max: 300, skipBlankLines: false, skipComments: false }] },
  },
  {
    files: ['constructs/**/*.ts'],
    rules: {
      ...sameInputSameBytes,
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          paths: [
            ...wholeLibraries,
            ...impureModules,
            ...['crypto', 'node:crypto'].map((name) => ({
              name,
              importNames: random,
              message: 'Same input, same bytes: no randomness.',
            })),
          ],
        },
      ],
    },
  },
  {
    files: ['services/**/*.ts', 'environments/**/*.ts'],
    rules: {
      ...sameInputSameBytes,
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { paths: impureModules, patterns: [engines, ownInternals] },
      ],
    },
  },
  {
    // The program that a synth tool starts: the one file with side effects.
    files: ['services/main.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: ['test/**/*.ts', 'bench/**/*.ts'],
    rules: {
      // What was read back from a rendered file is JSON: a wrong guess about its shape fails the test anyway.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      // `expect(object.method)` never calls it.
      '@typescript-eslint/unbound-method': 'off',
      // `new Thing(scope, id)` for its effect, `class extends MlService {}` for its type.
      '@typescript-eslint/no-extraneous-class': 'off',
      // Test texts are spread into code points on purpose.
      '@typescript-eslint/no-misused-spread': 'off',
      // The line under a `@ts-expect-error` says what must not compile.
      '@typescript-eslint/ban-ts-comment': ['error', { 'ts-expect-error': false }],
    },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    rules: { eqeqeq: 'error', 'no-unused-vars': 'error', 'prefer-const': 'error' },
  },
);
