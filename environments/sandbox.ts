import { defineEnvironment } from 'taxiway';
import images from './sandbox.images.json';
import { alertmanager, alertReceivers, dashboards, teams } from './teams';

/** One small zone to try things in. */
export const sandbox = defineEnvironment({
  name: 'sandbox',
  tier: 'sandbox',
  google: {
    project: 'gitlab-ml-sandbox',
    projectNumber: '104857600011',
    region: 'us-central1',
    zones: ['us-central1-a'],
  },
  cluster: {
    name: 'ml-sandbox',
    location: 'us-central1-a',
    version: '1.35',
    dataplane: 'v2',
    issuer:
      'https://container.googleapis.com/v1/projects/gitlab-ml-sandbox/locations/us-central1-a/clusters/ml-sandbox',
    podRange: '10.4.0.0/16',
    nodeRange: '10.128.0.0/22',
    serviceRange: '10.8.0.0/20',
  },
  gateway: {
    class: 'gke-l7-rilb',
    domain: 'ml.sandbox.gitlab.internal',
    certificate: 'ml-sandbox',
    detachTime: '60s',
  },
  vault: {
    address: 'https://vault.gitlab.internal:8200',
    mounts: { secrets: 'runway-sandbox', pods: 'jwt-sandbox-ml', deploys: 'jwt-sandbox-gitlab' },
  },
  externalSecrets: { version: '0.16.2' },
  gitlab: {
    url: 'https://gitlab.com',
    internalApi: 'https://internal-api.sandbox.gitlab.internal',
    deployProject: '46519181',
    deployBranch: 'main',
    callers: {
      rails: { namespace: 'gitlab', labels: { app: 'webservice' } },
      sidekiq: { namespace: 'gitlab', labels: { app: 'sidekiq' } },
    },
  },
  registry: 'registry.gitlab.com/gitlab-org/ml-services',
  registryMirror: 'us-central1-docker.pkg.dev/gitlab-ml-sandbox/ml-services',
  gpus: { t4: { limit: 4 } },
  quotas: { NVIDIA_T4_GPUS: 5, SSD_TOTAL_GB: 1000 },
  prometheus: {
    ruleSelector: { release: 'kube-prometheus-stack' },
    monitorSelector: { release: 'kube-prometheus-stack' },
    namespaceSelector: { 'monitoring.gitlab.com/scrape': 'true' },
    scraper: { namespace: 'monitoring', labels: { 'app.kubernetes.io/name': 'prometheus' } },
    prober: { address: 'blackbox-exporter.monitoring.svc:9115', module: 'internal_api' },
    logMetrics: 'exported',
  },
  grafana: 'https://dashboards.gitlab.net',
  runbooks: 'https://runbooks.gitlab.com',
  groupDomain: 'gitlab.com',
  state: { bucket: 'gitlab-ml-sandbox-tfstate' },
  alertReceivers,
  alertmanager,
  dashboards,
  teams,
  images,
});
