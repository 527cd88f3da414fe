import { TEI_METRICS, TGI_METRICS } from '../../../lib/profiles/hugging-face-metrics';
import { bucketFor } from '../../../lib/slo/bucket';
import type { CounterMetric, HistogramMetric } from '../../../lib/slo/metric';
import { toPromised } from '../../../lib/slo/objective';
import { failuresOf, totalOf, type Sli } from '../../../lib/slo/sli';

const sli = (metric: CounterMetric): Sli => ({
  name: 'app-availability',
  promised: toPromised(99.5)!,
  measure: { kind: 'errors', metric },
  selector: [{ label: 'namespace', by: '=', value: 'echo' }],
  severity: 'page',
});
const [count, duration] = TEI_METRICS as readonly [CounterMetric, HistogramMetric];

it('counts requests by one counter and failures that are the server’s fault by another', () => {
  expect(totalOf(sli(count), '5m')).toContain('rate(te_request_count{namespace="echo"}[5m])');
  expect(failuresOf(sli(count), '5m', 'total')).toContain(
    'rate(te_request_failure{namespace="echo",err!~"validation|batch_size|tokenization|model_type|dropped"}[5m])',
  );
});

it.each([
  [duration, 100, '0[.]11222741464018826'],
  [TGI_METRICS[2] as HistogramMetric, 40, '0[.]043789389038085935'],
])('finds a bucket by the digits that its exporter writes: %#', (metric, milliseconds, le) => {
  expect(bucketFor(metric, milliseconds)?.le.value).toBe(le);
});
