#!/usr/bin/env bash
# Installs ArgoCD on a cluster, or changes it to what gitops/templates/argocd-values.yaml says, and
# hands an environment over to it.
#
#   scripts/gitops/bootstrap_argocd.sh <environment> <kube-context>
#
# Run once for each environment on the cluster, the cluster's owner first. Running it again changes
# what has changed, and nothing else.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

version=9.5.17

fail() {
	echo "bootstrap_argocd: $*" >&2
	exit 1
}

[ $# = 2 ] || fail "say which environment and which context, such as: $0 development lke531921-ctx"
environment="$1"
context="$2"
for program in helm kubectl jq; do
	command -v "$program" >/dev/null || fail "this needs $program"
done
[ -f "infra/helm/values/$environment.yaml" ] ||
	fail "there is no infra/helm/values/$environment.yaml; is \"$environment\" an environment?"
kubectl config get-contexts "$context" >/dev/null 2>&1 ||
	fail "there is no context $context in the kubeconfig; kubectl config get-contexts lists those there are"

cluster() {
	kubectl --context "$context" "$@"
}

# added <name>: an ApplicationSet with the elements of this environment added to those that the
# cluster has already.
added() {
	local name="$1" ours theirs
	ours="$(cluster create --dry-run=client -o json -f "infra/argo/applications/$name.yaml")"
	[ "$(jq --arg environment "$environment" '[.spec.generators[0].list.elements[] | select(.environment == $environment)] | length' <<<"$ours")" = 1 ] ||
		fail "infra/argo/applications/$name.yaml has no element for $environment; add one"
	theirs="$(cluster --namespace argocd get applicationset "platform-$name" --ignore-not-found -o json)"
	jq --arg environment "$environment" --argjson theirs "${theirs:-null}" '
		[$theirs.spec.generators[0].list.elements[]?.environment] as $there
		| .spec.generators[0].list.elements |= map(select(.environment == $environment or (.environment | IN($there[]))))' <<<"$ours"
}

echo "Installing ArgoCD (chart $version) in $context …"
helm upgrade argocd argo-cd --install --kube-context "$context" \
	--repo https://argoproj.github.io/argo-helm --version "$version" \
	--namespace argocd --create-namespace \
	--values gitops/templates/argocd-values.yaml \
	--wait --timeout 10m

echo "Applying the projects …"
for project in infra/argo/projects/*.yaml; do
	cluster apply --server-side --field-manager bootstrap --filename "$project"
done

for name in infrastructure sample-service; do
	echo "Handing platform-$environment-$name over to ArgoCD …"
	added "$name" | cluster apply --server-side --field-manager bootstrap --force-conflicts --filename -
done

cat <<TEXT

ArgoCD has platform-$environment-infrastructure. If it cannot read the repositories yet:
  argocd repo add https://git.example.org/platform/environments.git
  argocd repo add https://git.example.org/platform/gitops.git
See how far it is:
  kubectl --context $context --namespace argocd get applications
TEXT
