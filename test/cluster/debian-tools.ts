import { debianTree } from '../support/components/debian.ts';

/** What a node needs besides Kubernetes, with a library that a small image of Debian lacks. */
export const containerTools = debianTree('bookworm', 'container-tools', [
  'containerd',
  'runc',
  'containernetworking-plugins',
  'catatonit',
  'libseccomp2',
]);
