#!/bin/sh
# Process 1 of a Kubernetes node in namespaces of its own for processes, mounts and the network: when it is killed, all
# of them are gone. Everything is written below FOLDER; what Kubernetes insists on writing elsewhere is hidden by tmpfs.
#   machine.sh FOLDER KUBERNETES TOOLS ADDRESS
set -eu
FOLDER=$1 KUBERNETES=$2 TOOLS=$3 ADDRESS=$4
export PATH="$TOOLS/usr/bin:$TOOLS/usr/sbin:$PATH" LD_LIBRARY_PATH="$TOOLS/usr/lib/x86_64-linux-gnu"

mount --make-rshared /
mkdir -p /var/lib/kubelet
for path in /run /var/log /var/lib/kubelet; do mount -t tmpfs tmpfs "$path"; done
"$KUBERNETES" network "$ADDRESS/24"

# Starts again what ends, as systemd would: each gives up where what it needs is not there yet, the kubelet without containerd at once.
start() { # start NAME COMMAND...
  name=$1
  shift
  while :; do
    "$@" || true
    sleep 1
  done >"$FOLDER/logs/$name.log" 2>&1 &
}

start etcd "$KUBERNETES" etcd --data-dir "$FOLDER/etcd" --unsafe-no-fsync --log-level warn
start kube-apiserver "$KUBERNETES" kube-apiserver --etcd-servers http://127.0.0.1:2379 --advertise-address "$ADDRESS" \
  --cert-dir "$FOLDER/apiserver" --service-cluster-ip-range 10.124.0.0/24 --token-auth-file "$FOLDER/tokens.csv" \
  --authorization-mode Node,RBAC --endpoint-reconciler-type none --kubelet-preferred-address-types InternalIP \
  --service-account-issuer https://kubernetes.default.svc --service-account-key-file "$FOLDER/service-account.pem" \
  --service-account-signing-key-file "$FOLDER/service-account.key"
start kube-controller-manager "$KUBERNETES" kube-controller-manager --kubeconfig "$FOLDER/admin.kubeconfig" \
  --leader-elect=false --cert-dir "$FOLDER/controllers" --service-account-private-key-file "$FOLDER/service-account.key"
start kube-scheduler "$KUBERNETES" kube-scheduler --kubeconfig "$FOLDER/admin.kubeconfig" --leader-elect=false
start containerd containerd --config "$FOLDER/containerd.toml"
start kubelet "$KUBERNETES" kubelet --config "$FOLDER/kubelet.yaml" --kubeconfig "$FOLDER/node.kubeconfig" \
  --root-dir "$FOLDER/kubelet" --cert-dir "$FOLDER/kubelet-certificates" --hostname-override node1 --node-ip "$ADDRESS"
# Reaps what loses its parent, until it is killed.
while :; do wait || true; sleep 1; done
