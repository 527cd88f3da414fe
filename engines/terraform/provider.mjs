#!/usr/bin/env node
// provider.mjs --packages DIR --types TYPE,TYPE…
// Serves the schemas of the pinned google and vault providers to terraform, and nothing else: enough for `init` and
// `validate`, without a registry, an account or a state. DIR holds the packages that the installer put there. Prints
// the value of TF_REATTACH_PROVIDERS in one line, and runs until its standard input closes.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { schemaOf } from './schema.mjs';

const { values } = parseArgs({ options: { packages: { type: 'string' }, types: { type: 'string' } } });
const installed = createRequire(join(values.packages, 'package.json'));
const grpc = installed('@grpc/grpc-js');
const { loadSync } = installed('@grpc/proto-loader');

const HERE = dirname(fileURLToPath(import.meta.url));
const PROVIDERS = join(HERE, '../../node_modules/@cdktf');
/** OpenTofu looks for the same name in a registry of its own. */
const REGISTRIES = ['registry.terraform.io', 'registry.opentofu.org'];
const { tfplugin6 } = grpc.loadPackageDefinition(loadSync(join(HERE, 'plugin6.proto'), { keepCase: true }));

const types = new Set(values.types.split(','));
const reattach = {};
for (const name of ['google', 'vault']) {
  const schemas = schemaOf(join(PROVIDERS, `provider-${name}`), (type) => types.has(type));
  const port = await serve(schemas);
  const Addr = { Network: 'tcp', String: `127.0.0.1:${port}` };
  for (const registry of REGISTRIES)
    reattach[`${registry}/hashicorp/${name}`] = {
      Protocol: 'grpc',
      ProtocolVersion: 6,
      Pid: process.pid,
      Test: true,
      Addr,
    };
}
console.log(JSON.stringify(reattach));
process.stdin.on('end', () => process.exit(0)).resume();

function serve(schemas) {
  const server = new grpc.Server({ 'grpc.max_send_message_length': -1 });
  const fine = (_, answer) => answer(null, {});
  server.addService(tfplugin6.Provider.service, {
    GetProviderSchema: (_, answer) => answer(null, schemas),
    ValidateProviderConfig: fine,
    ValidateResourceConfig: fine,
    ValidateDataResourceConfig: fine,
    StopProvider: fine,
  });
  return new Promise((done, failed) => {
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) =>
      error === null ? done(port) : failed(error),
    );
  });
}
