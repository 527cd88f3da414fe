import { changes, first, kubectl, type Page } from './page';

/** What it means when a log is not what it is said to be. */
export const LOG_PAGES: Readonly<Record<string, Page>> = {
  MlServiceLogsUnstructured: (context) => ({
    means:
      'For an hour, more than one line in twenty was text. Users meet nothing of it; alerts by severity and searches by key miss what such lines say.',
    look: [
      `Which lines are it? ${kubectl(context, `logs deployment/${first(context)} --since=1h`).slice(0, -1)} | taxiway logs-check -\`: each is named, with what it lacks; the alert names the workload.`,
      `Is every line an object of three keys? Google takes severity, message and time out of it and keeps the rest as text: a fourth key such as service is what it needs.`,
      changes(context),
    ],
  }),
};
