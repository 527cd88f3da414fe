'use strict';

const { availableParallelism } = require('node:os');

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  // Many tests wait for a command in a process of its own, so that one worker would leave a second processor idle.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  // A machine that has not run them yet would start the longest when all else is done.
  testSequencer: '<rootDir>/test/support/longest-first.js',
  // A command in a process of its own takes a second on a busy machine; no test asserts on the clock.
  testTimeout: 120_000,
  // Matchers stay for the next file; nobody is helped by a warning for each.
  testEnvironmentOptions: { globalsCleanup: 'off' },
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // `npm run test:engines` runs those.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/engines/'],
  moduleFileExtensions: ['ts', 'js', 'json'],
  // A service file imports the package by name, in this repository and in its own.
  moduleNameMapper: {
    '^taxiway$': '<rootDir>/constructs/index.ts',
    '^archiver$': '<rootDir>/test/support/no-archiver.js',
  },
  modulePathIgnorePatterns: ['build', 'dist', 'temp', 'cdk8s.out', 'cdktf.out'].map((folder) => `<rootDir>/${folder}/`),
  transform: { '\\.ts$': '<rootDir>/test/support/esbuild-transform.js' },
  watchman: false,
};
