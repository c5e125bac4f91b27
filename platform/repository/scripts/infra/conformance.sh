#!/usr/bin/env bash
# Asks a cluster for the few things of Kubernetes' conformance that environments rest on: names,
# services, policies of pods, storage; a quarter of an hour instead of two hours.
#
#   scripts/infra/conformance.sh <environment>
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

[ $# = 1 ] || fail "say which environment: $0 development"
need "${TF_BIN:-terraform}" base64
use "$1"
begin
administrator="$work/administrator"
focus='DNS should provide DNS for services|Services should serve a basic endpoint from pods|Pods should be submitted and removed|ConfigMap should be consumable from pods in volume|Secrets should be consumable from pods in volume'
clean() {
	scan sonobuoy delete --kubeconfig "$administrator" --wait || true
	rm -f "$administrator"
}
trap clean EXIT
administrator "$administrator"
scan sonobuoy run --kubeconfig "$administrator" --e2e-focus "$focus" --wait=30
scan sonobuoy status --kubeconfig "$administrator"
cd "$work"
scan sonobuoy retrieve --kubeconfig "$administrator" --filename conformance.tar.gz
scan sonobuoy results conformance.tar.gz --mode report
tar -xOzf conformance.tar.gz plugins/e2e/sonobuoy_results.yaml | grep -q '^status: passed' ||
	fail "not everything passed; $work/conformance.tar.gz says what"
