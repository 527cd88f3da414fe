'use strict';

const {
  testEnvironment,
  testEnvironmentOptions,
  moduleFileExtensions,
  modulePathIgnorePatterns,
  transform,
  watchman,
} = require('./jest.config');

/**
 * The tests against engines that are not ours. `npm run test:engines` starts them, and says which engines are here.
 * @type {import('jest').Config}
 */
module.exports = {
  testEnvironment,
  testEnvironmentOptions,
  moduleFileExtensions,
  modulePathIgnorePatterns,
  transform,
  watchman,
  // Most of the time goes by in other programs, and while waiting for them.
  maxWorkers: 2,
  // A control plane that shares two processors takes its time; no test asserts on the clock.
  testTimeout: 300_000,
  testMatch: ['<rootDir>/test/engines/**/*.test.ts'],
  globalSetup: '<rootDir>/test/engines/support/setup.ts',
  globalTeardown: '<rootDir>/test/engines/support/teardown.ts',
};
