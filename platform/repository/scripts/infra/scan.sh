#!/usr/bin/env bash
# Looks for secrets in the repository, for what is unsafe in it, and for bad habits in Dockerfiles.
#
#   scripts/infra/scan.sh
#
# Terraform's plans are scanned by plan.sh.
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$root"

scan gitleaks git --no-banner --redact .
scan trivy filesystem --quiet --exit-code 1 --severity HIGH,CRITICAL --scanners vuln,misconfig,secret --skip-dirs .infra .
find . -name 'Dockerfile*' -not -path './.infra/*' -print0 | while IFS= read -r -d '' file; do
	scan hadolint "$file"
done
if [ -d infra/terraform/policy ]; then
	scan conftest verify --policy infra/terraform/policy
fi
