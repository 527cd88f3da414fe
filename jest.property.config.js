'use strict';

/**
 * The property tests with every case that they name: 2,000 services, 200 fleets. `npm test` tries an eighth of them.
 * @type {import('jest').Config}
 */
module.exports = {
  ...require('./jest.config'),
  globals: { TAXIWAY_ALL_CASES: true },
  testMatch: ['<rootDir>/test/property/**/*.test.ts'],
};
