'use strict';

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  moduleFileExtensions: ['ts', 'js', 'json'],
  // A service file imports the package by name, in this repository and in its own.
  moduleNameMapper: { '^taxiway$': '<rootDir>/constructs/index.ts' },
  modulePathIgnorePatterns: ['build', 'dist', 'temp', 'cdk8s.out', 'cdktf.out'].map((folder) => `<rootDir>/${folder}/`),
  transform: { '\\.ts$': '<rootDir>/test/support/esbuild-transform.js' },
  watchman: false,
};
