/** A rule for the linter: `new Date('2026-11-23T00:00:00Z')` is a function of its argument; without one it is a clock. */
const noClock = {
  create(context) {
    const judge = (node) => {
      if (node.callee.type !== 'Identifier' || node.callee.name !== 'Date') return;
      if (node.type === 'CallExpression' || node.arguments.length === 0)
        context.report({ node, message: 'Same input, same bytes: no clock.' });
    };
    return { NewExpression: judge, CallExpression: judge };
  },
};

export default { meta: { name: 'taxiway' }, rules: { 'no-clock': noClock } };
