import type { EnvironmentSpec } from '../environment-spec';
import { names } from '../names';
import type { DashboardContent } from './content';
import { gpu } from './gpu';
import { DASHBOARDS, type DashboardName } from './names';
import { overview } from './overview';
import { DATASOURCE, panelOf, type Dashboard, type Panel, type PanelSpec, type Variable } from './panel';
import { rollout } from './rollout';
import { changesOf, selectorsOf, type Selectors } from './selectors';
import { slo } from './slo';

const CONTENTS: Readonly<Record<DashboardName, (selectors: Selectors) => DashboardContent>> = {
  overview,
  slo,
  gpu,
  rollout,
};

/** A dashboard of an environment. It holds for every service: which one is shown is a variable, so that a thousand need no more of them. */
export function dashboardOf(name: DashboardName, spec: EnvironmentSpec): Dashboard {
  const selectors = selectorsOf(spec);
  const { title, description, oneService, panels } = CONTENTS[name](selectors);
  return {
    uid: names.dashboard(spec.name, name),
    title: `${title} (${spec.name})`,
    description,
    tags: ['taxiway', spec.name],
    schemaVersion: 39,
    editable: false,
    graphTooltip: 1,
    refresh: '1m',
    time: { from: 'now-6h', to: 'now' },
    timezone: 'utc',
    links: DASHBOARDS.filter((other) => other !== name).map((other) => ({
      title: other,
      type: 'link',
      icon: 'external link',
      tooltip: '',
      url: `/d/${names.dashboard(spec.name, other)}`,
      tags: [],
      asDropdown: false,
      targetBlank: false,
      includeVars: true,
      keepTime: true,
    })),
    annotations: {
      list: oneService
        ? [
            {
              name: 'rollouts',
              datasource: DATASOURCE,
              enable: true,
              iconColor: 'purple',
              expr: changesOf(selectors),
              titleFormat: 'rollout of {{deployment}}',
            },
          ]
        : [],
    },
    templating: { list: [SOURCE, ...(oneService ? [services(selectors)] : [])] },
    panels: placed(panels),
  };
}

const SOURCE: Variable = {
  name: 'datasource',
  label: 'Data source',
  type: 'datasource',
  query: 'prometheus',
  skipUrlSync: false,
};

function services({ environment }: Selectors): Variable {
  const query = `label_values(slo:objective:ratio{${environment}}, service)`;
  return {
    name: 'service',
    label: 'Service',
    type: 'query',
    datasource: DATASOURCE,
    definition: query,
    query: { qryType: 1, query, refId: 'service' },
    refresh: 2,
    sort: 1,
    skipUrlSync: false,
  };
}

const COLUMNS = 24;

function placed(specs: readonly PanelSpec[]): readonly Panel[] {
  const panels: Panel[] = [];
  let [x, y, height] = [0, 0, 0];
  for (const [index, spec] of specs.entries()) {
    if (x + spec.w > COLUMNS) [x, y, height] = [0, y + height, 0];
    panels.push(panelOf(spec, index + 1, { x, y, w: spec.w, h: spec.h }));
    x += spec.w;
    height = Math.max(height, spec.h);
  }
  return panels;
}
