import type { CounterMetric, HistogramMetric, Metric } from './metric';

/** Seconds between two scrapes, and as long again until a rule sees it. */
export const SCRAPED = 60;

/**
 * prometheus-fastapi-instrumentator, as vLLM uses it as well: statuses are grouped (`5xx`), and a series appears with its first request.
 * Source: its default of `should_group_status_codes`, by trallnag/prometheus-fastapi-instrumentator, and KServe's documentation.
 */
export const HTTP_REQUESTS: CounterMetric = {
  kind: 'counter',
  name: 'http_requests_total',
  by: 'prometheus-fastapi-instrumentator',
  since: '5',
  labels: ['handler', 'method', 'status'],
  errors: { label: 'status', by: '=~', value: '5xx|5..' },
  protocol: 'http',
  bornAtZero: false,
  delay: SCRAPED,
};

/** Codes that are the server's own fault, as Go and as Python spell them; a wrong argument is the caller's. As GitLab counts them for its agent server. */
const SERVER_CODES = [
  'Unknown|DeadlineExceeded|Unimplemented|Internal|Unavailable|DataLoss',
  'UNKNOWN|DEADLINE_EXCEEDED|UNIMPLEMENTED|INTERNAL|UNAVAILABLE|DATA_LOSS',
].join('|');

/** The interceptors of go-grpc-middleware, and those of py-grpc-prometheus unless `legacy` (its server_metrics.py): same names and labels. */
export const GRPC_HANDLED: CounterMetric = {
  kind: 'counter',
  name: 'grpc_server_handled_total',
  by: 'go-grpc-middleware/providers/prometheus, or py-grpc-prometheus',
  since: '1.0',
  labels: ['grpc_code', 'grpc_method', 'grpc_service', 'grpc_type'],
  errors: { label: 'grpc_code', by: '=~', value: SERVER_CODES },
  protocol: 'grpc',
  bornAtZero: false,
  delay: SCRAPED,
};

/** The same interceptors, in Go with their histogram switched on; buckets are the defaults of Prometheus' Go client, and among Python's. */
export const GRPC_HANDLING: HistogramMetric = {
  kind: 'histogram',
  name: 'grpc_server_handling_seconds',
  by: 'go-grpc-middleware/providers/prometheus with its histogram, or py-grpc-prometheus',
  since: '1.0',
  labels: ['grpc_method', 'grpc_service', 'grpc_type'],
  unit: 's',
  bounds: ['0.005', '0.01', '0.025', '0.05', '0.1', '0.25', '0.5', '1', '2.5', '5', '10'],
  protocol: 'grpc',
  bornAtZero: false,
  delay: SCRAPED,
};

/** What a service may expose whatever server it runs. */
export const APP_METRICS: readonly Metric[] = [HTTP_REQUESTS, GRPC_HANDLED, GRPC_HANDLING];
