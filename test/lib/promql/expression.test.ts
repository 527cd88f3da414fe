import { readExpression } from '../../../lib/promql/expression';
import { lineAndColumn } from '../../../lib/promql/position';
import { BROKEN, SOUND } from '../../support/expressions';

/** Where an expression is none, and why. */
function faultOf(expression: string): string {
  const read = readExpression(expression);
  return 'problem' in read ? `${lineAndColumn(expression, read.offset)} ${read.problem}` : 'none';
}

describe('an expression', () => {
  it.each(SOUND)('is read: %s', (expression) => {
    expect(faultOf(expression)).toBe('none');
  });

  it.each(BROKEN)('is refused: %s', (expression) => {
    expect(faultOf(expression)).toMatch(/^\d+:\d+ \w/);
  });

  it.each([
    ['sum(rate(nobody_total{namespace="zz"}[5m]) > 1', "1:4 has a '(' that nothing closes"],
    ['up == 0\nand\n  rat(up)', "3:3 asks for the function 'rat', which Prometheus does not have"],
    ['a{b="(",c="d"} > 1)', "1:19 has a ')' that nothing opens"],
    ['rate(a[5min])', "1:8 has '5min' where nothing like it fits"],
    ['rate(a[5m1h])', "1:8 has '5m1h' where nothing like it fits"],
    ['rate(a)', '1:6 gives rate an instant vector where it takes a range vector'],
    ['a{b="c",d=~"("}', `1:12 has the pattern "(", which has a '(' that nothing closes`],
    ['a +', '1:4 ends before it is complete'],
    ['a{b="c', '1:5 has a text that nothing ends'],
  ])('that is none says where: %s', (expression, fault) => {
    expect(faultOf(expression)).toBe(fault);
  });

  it('is parsed once for all that differ in their texts and long numbers only', () => {
    const one = readExpression('a{b="c"} > 1700000000');
    const other = readExpression('a{b="another"} > 1800000000');

    expect('shape' in one && 'shape' in other && one.shape === other.shape).toBe(true);
  });

  it('is told what it names, whatever else it says', () => {
    const read = readExpression(`sum by (x) (label_replace(a{b="c"}, "x", "$1", "b", "(.*)")) / on (y) {__name__="d"}`);

    expect(read).toMatchObject({
      shape: {
        selectors: [
          { metric: 'a', matchers: [{ label: 'b', by: '=', literal: 0 }] },
          { metric: undefined, matchers: [{ label: '__name__', by: '=', literal: 5 }] },
        ],
        labels: ['x', 'y'],
        made: [1],
      },
    });
  });
});
