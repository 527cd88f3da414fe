import { defineEnvironment } from 'taxiway';
import images from './production.images.json';
import { alertmanager, alertReceivers, dashboards, teams } from './teams';

/** GitLab.com. */
export const production = defineEnvironment({
  name: 'production',
  tier: 'production',
  google: {
    project: 'gitlab-ml-production',
    projectNumber: '104857600033',
    region: 'us-east1',
    zones: ['us-east1-b', 'us-east1-c', 'us-east1-d'],
  },
  cluster: {
    name: 'ml-production',
    location: 'us-east1',
    version: '1.35',
    dataplane: 'v2',
    issuer:
      'https://container.googleapis.com/v1/projects/gitlab-ml-production/locations/us-east1/clusters/ml-production',
    podRange: '10.32.0.0/12',
    nodeRange: '10.144.0.0/18',
    serviceRange: '10.48.0.0/18',
  },
  gateway: {
    class: 'gke-l7-rilb',
    domain: 'ml.production.gitlab.internal',
    certificate: 'ml-production',
    detachTime: '60s',
    proxyOnlySubnet: '10.130.0.0/23',
  },
  vault: {
    address: 'https://vault.gitlab.internal:8200',
    mounts: { secrets: 'runway-production', pods: 'jwt-production-ml', deploys: 'jwt-production-gitlab' },
  },
  externalSecrets: { version: '0.16.2' },
  gitlab: {
    url: 'https://gitlab.com',
    internalApi: 'https://internal-api.production.gitlab.internal',
    deployProject: '46519181',
    deployBranch: 'main',
    callers: { rails: { through: 'gateway' }, sidekiq: { through: 'gateway' } },
  },
  registry: 'registry.gitlab.com/gitlab-org/ml-services',
  registryMirror: 'us-east1-docker.pkg.dev/gitlab-ml-production/ml-services',
  gpus: { l4: { limit: 32 }, t4: { limit: 16 } },
  quotas: { NVIDIA_L4_GPUS: 32, NVIDIA_T4_GPUS: 16, SSD_TOTAL_GB: 20000 },
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
  state: { bucket: 'gitlab-ml-production-tfstate' },
  alertReceivers,
  alertmanager,
  dashboards,
  teams,
  images,
});
