import type { Dashboard } from '../../lib/dashboards/panel';

/** A query of a dashboard, and where it stands. */
export interface Query {
  readonly place: string;
  readonly expr: string;
}

/** Every query that a dashboard asks, those of its annotations last. */
export function queriesIn({ title, panels, annotations }: Dashboard): readonly Query[] {
  return [
    ...panels.flatMap((panel) =>
      panel.targets.map(({ refId, expr }) => ({ place: `${title}: ${panel.title} ${refId}`, expr })),
    ),
    ...annotations.list.map(({ name, expr }) => ({ place: `${title}: ${name}`, expr })),
  ];
}
