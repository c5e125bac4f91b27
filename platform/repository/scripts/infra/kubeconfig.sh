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
administrator="$(mktemp)"
trap 'rm -f "$administrator"' EXIT
tf output -raw kubeconfig | base64 --decode >"$administrator"
export KUBECONFIG="$administrator"
kubectl create serviceaccount pipeline --namespace "$namespace" --dry-run=client -o yaml | kubectl apply -f - >/dev/null
kubectl create rolebinding pipeline --namespace "$namespace" --clusterrole=edit --serviceaccount="$namespace:pipeline" \
	--dry-run=client -o yaml | kubectl apply -f - >/dev/null
token="$(kubectl create token pipeline --namespace "$namespace" --duration 1h)"
umask 077
kubectl config view --raw --minify -o json | jq --arg token "$token" --arg namespace "$namespace" '
	.users = [{name: "pipeline", user: {token: $token}}]
	| .contexts = [{name: "pipeline", context: {cluster: .clusters[0].name, user: "pipeline", namespace: $namespace}}]
	| .["current-context"] = "pipeline"' >"$file"
say "$file is good for an hour, in $namespace"
