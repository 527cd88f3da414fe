'use strict';

const { default: Sequencer } = require('@jest/test-sequencer');

/** Where the tests lie that take longest: they build packages, or run hundreds of generated cases. */
const LONG = ['packaging', 'property', 'cli'];

/** Starts the longest tests first, so that no worker waits at the end; the rest in the order that jest gives. */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const found = LONG.findIndex((folder) => path.includes(`/test/${folder}/`));
      return found === -1 ? LONG.length : found;
    };
    return super.sort(tests).sort((one, other) => rank(one) - rank(other));
  }
};
