import { defineEnvironment } from 'taxiway';
import images from './staging.images.json';
import { alertmanager, alertReceivers, dashboards, teams } from './teams';

/** Rehearses production. */
export const staging = defineEnvironment({
  name: 'staging',
  tier: 'staging',
  google: {
    project: 'gitlab-ml-staging',
    projectNumber: '104857600022',
    region: 'us-east1',
    zones: ['us-east1-b', 'us-east1-c', 'us-east1-d'],
  },
  cluster: {
    name: 'ml-staging',
    location: 'us-east1',
    version: '1.35',
    dataplane: 'v2',
    issuer: 'https://container.googleapis.com/v1/projects/gitlab-ml-staging/locations/us-east1/clusters/ml-staging',
    podRange: '10.16.0.0/14',
    nodeRange: '10.132.0.0/20',
    serviceRange: '10.20.0.0/20',
  },
  gateway: {
    class: 'gke-l7-rilb',
    domain: 'ml.staging.gitlab.internal',
    certificate: 'ml-staging',
    detachTime: '60s',
    proxyOnlySubnet: '10.129.0.0/23',
  },
  vault: {
    address: 'https://vault.gitlab.internal:8200',
    mounts: { secrets: 'runway-staging', pods: 'jwt-staging-ml', deploys: 'jwt-staging-gitlab' },
  },
  externalSecrets: { version: '0.16.2' },
  gitlab: {
    url: 'https://gitlab.com',
    internalApi: 'https://internal-api.staging.gitlab.internal',
    deployProject: '46519181',
    deployBranch: 'main',
    callers: { rails: { through: 'gateway' }, sidekiq: { through: 'gateway' } },
  },
  registry: 'registry.gitlab.com/gitlab-org/ml-services',
  registryMirror: 'us-east1-docker.pkg.dev/gitlab-ml-staging/ml-services',
  gpus: { l4: { limit: 4 }, t4: { limit: 8 } },
  quotas: { NVIDIA_L4_GPUS: 8, NVIDIA_T4_GPUS: 8, SSD_TOTAL_GB: 4000 },
  prometheus: {
    ruleSelector: { release: 'kube-prometheus-stack' },
    monitorSelector: { release: 'kube-prometheus-stack' },
    namespaceSelector: { 'monitoring.gitlab.com/scrape': 'true' },
    scraper: { namespace: 'monitoring', labels: { 'app.kubernetes.io/name': 'prometheus' } },
    prober: { address: 'blackbox-exporter.monitoring.svc:9115', module: 'internal_api' },
    logMetrics: 'exported',
  },
  autoscaling: { by: 'keda', prometheus: 'http://prometheus-operated.monitoring.svc:9090' },
  grafana: 'https://dashboards.gitlab.net',
  runbooks: 'https://runbooks.gitlab.com',
  groupDomain: 'gitlab.com',
  state: { bucket: 'gitlab-ml-staging-tfstate' },
  alertReceivers,
  alertmanager,
  dashboards,
  teams,
  images,
});
