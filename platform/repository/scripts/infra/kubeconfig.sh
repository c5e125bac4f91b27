#!/usr/bin/env bash
# Writes a kubeconfig for an environment that ends within the hour, for one namespace and a robot of
# its own. The administrator's is read once, in memory, and goes nowhere.
#
#   scripts/infra/kubeconfig.sh <environment> <namespace> <file>
#
# Where Groundwork runs, ask it for a grant instead.
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

[ $# = 3 ] || fail "say which environment, which namespace and where to: $0 development ias-dev kubeconfig"
need "${TF_BIN:-terraform}" kubectl jq base64
use "$1"
namespace="$2"
file="$3"
begin
own="$(mktemp -d)"
trap 'rm -rf "$own"' EXIT
administrator "$own/administrator"
export KUBECONFIG="$own/administrator"
kubectl create serviceaccount pipeline --namespace "$namespace" --dry-run=client -o yaml | kubectl apply -f - >/dev/null
# What deploying a service takes, and no more: Kubernetes' own "edit" could make itself tokens that stay.
kubectl apply -f - >/dev/null <<TEXT
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: pipeline, namespace: $namespace}
rules:
  - {apiGroups: [""], resources: [services, configmaps, secrets, serviceaccounts], verbs: [get, list, watch, create, update, patch, delete]}
  - {apiGroups: [""], resources: [pods], verbs: [get, list, watch, create, delete]}
  - {apiGroups: [""], resources: [pods/log, events, resourcequotas], verbs: [get, list, watch]}
  - {apiGroups: [apps], resources: [deployments], verbs: [get, list, watch, create, update, patch, delete]}
  - {apiGroups: [apps], resources: [replicasets], verbs: [get, list, watch]}
  - {apiGroups: [autoscaling], resources: [horizontalpodautoscalers], verbs: [get, list, watch, create, update, patch, delete]}
  - {apiGroups: [policy], resources: [poddisruptionbudgets], verbs: [get, list, watch, create, update, patch, delete]}
  - {apiGroups: [networking.k8s.io], resources: [ingresses, networkpolicies], verbs: [get, list, watch, create, update, patch, delete]}
  - {apiGroups: [gateway.networking.k8s.io], resources: [httproutes], verbs: [get, list, watch, create, update, patch, delete]}
  - {apiGroups: [monitoring.coreos.com], resources: [servicemonitors], verbs: [get, list, watch, create, update, patch, delete]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: pipeline, namespace: $namespace}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: pipeline}
subjects:
  - {kind: ServiceAccount, name: pipeline, namespace: $namespace}
TEXT
token="$(kubectl create token pipeline --namespace "$namespace" --duration 1h)"
umask 077
kubectl config view --raw --minify -o json | jq --arg token "$token" --arg namespace "$namespace" '
	.users = [{name: "pipeline", user: {token: $token}}]
	| .contexts = [{name: "pipeline", context: {cluster: .clusters[0].name, user: "pipeline", namespace: $namespace}}]
	| .["current-context"] = "pipeline"' >"$file"
say "$file is good for an hour, in $namespace"
