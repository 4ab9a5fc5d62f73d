import { obtain } from '../support/components/artefact.ts';
import { runToSuccess } from '../support/components/command.ts';
import { definitions } from './go-build.ts';

/** Installs the definitions of the Prometheus operator and of the Gateway API, and waits until they are served. */
export async function installDefinitions(kubectl: string): Promise<void> {
  const folder = await obtain(definitions);
  await runToSuccess(kubectl, ['apply', '--server-side', '--force-conflicts', '--filename', folder]);
  await runToSuccess(kubectl, ['wait', '--for=condition=Established', '--timeout=60s', '--filename', folder]);
}
