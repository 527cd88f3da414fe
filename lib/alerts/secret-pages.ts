import { kubectl, logs, pods, type Page } from './page';

/** What it means when a secret fails to arrive or comes to its end. */
export const SECRET_PAGES: Readonly<Record<string, Page>> = {
  MlServiceSecretNotSynced: (context) => ({
    means:
      'A secret could not be brought from Vault for a while. Pods go on with the value that they have; new ones may not start.',
    look: [
      `What does the operator say? ${kubectl(context, 'describe externalsecret')}`,
      `Does the login still hold? ${kubectl(context, 'describe secretstore')}: a role or a policy that changed in Vault stands there as 403.`,
      'Is it every service? Then look at Vault and at the operator, not here.',
    ],
  }),
  MlServiceSecretSyncUnsteady: (context) => ({
    means: 'Bringing a secret fails again and again, and then works. Nobody is harmed yet.',
    look: [
      `When does it fail? ${kubectl(context, 'get events --field-selector=involvedObject.kind=ExternalSecret')}`,
      'Is Vault sealed, or restarted, at those times?',
      `Is it alone? ${kubectl(context, 'get externalsecrets')}`,
    ],
  }),
  MlServiceSecretsUnseen: (context) => ({
    means: 'Nothing tells any more whether secrets arrive: the operator is gone, or nobody fetches its metrics.',
    look: [
      'Does the operator run? Its own metrics are a target in Prometheus; its pods are seen by the platform team.',
      `Do secrets arrive all the same? ${kubectl(context, 'get externalsecrets')}`,
      'Is it only this service? Look for the metric without the labels of the service.',
    ],
  }),
  MlServiceSecretExpires: (context) => ({
    means: 'A long-lived secret ends soon. After that day whoever gave it refuses it.',
    look: [
      `What is to be written, and when? \`taxiway rotate plan <secret> --env ${context.environment}\`, or its page beside this one.`,
      'Who may make a new value? The owner is in `taxiway inventory`.',
      'Is it needed any more? One that nobody reads can go.',
    ],
  }),
  MlServiceSecretExpiresSoon: (context) => ({
    means: 'A long-lived secret ends within days. Without a new value the service loses what it opens.',
    look: [
      `Begin the rotation now: \`taxiway rotate plan <secret> --env ${context.environment}\` prints the three writes and how long each has to wait.`,
      pods(context),
      logs(context),
    ],
  }),
  MlServiceSecretRotationLate: (context) => ({
    means: 'The rotation of a long-lived secret was due some time ago, and nobody has rotated it.',
    look: [
      `What is to be written, and when? \`taxiway rotate plan <secret> --env ${context.environment}\``,
      'Who was told when it came due? The owner is in `taxiway inventory`.',
      'Can it be rotated at all? If whoever gave it can no longer be asked, plan for it to go.',
    ],
  }),
  MlServiceSecretRotationDue: (context) => ({
    means: 'A long-lived secret is older than it may get. It still works.',
    look: [
      `What is to be written, and when? \`taxiway rotate plan <secret> --env ${context.environment}\``,
      'Was it rotated, and nobody said so? Its date is a fact of the service file.',
      'Who may make a new value? The owner is in `taxiway inventory`.',
    ],
  }),
};
