import { alerting } from './package.mjs';

/** promtool: reads rule files as Prometheus does, and runs them against series that a test writes down. */
export const promtool = alerting({
  name: 'promtool',
  // Debian 12 has it; what is emitted has to be understood by it, and by all that came after.
  oldest: [2, 42],
  debian: 'prometheus',
  folder: 'promtool',
  programs: { program: ['promtool'] },
});

/** Prometheus itself, which comes in the same package. */
export const prometheus = alerting({
  name: 'prometheus',
  oldest: [2, 42],
  debian: 'prometheus',
  folder: 'promtool',
  programs: { program: ['prometheus'] },
});

/** Alertmanager, and amtool, which says who is told of an alert. 0.25 is the first that reads the keys of pagers from files. */
export const alertmanager = alerting({
  name: 'alertmanager',
  oldest: [0, 25],
  debian: 'prometheus-alertmanager',
  folder: 'alertmanager',
  // Debian's looks there for what a notification says where nobody says otherwise.
  shares: '/usr/share/prometheus/alertmanager',
  programs: { program: ['alertmanager', 'prometheus-alertmanager'], amtool: ['amtool'] },
});
