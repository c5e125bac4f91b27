#!/usr/bin/env bash
# Plans an environment and looks at the plan: format, validity, tflint, tfsec, policy.
#
#   scripts/infra/plan.sh <environment>
#
# Leaves in .infra/<environment>: plan.tfplan, plan.json, plan.txt and plan.digest, which names
# exactly this plan for whoever approves it and for apply.sh. Exits with 0 when nothing would change,
# 2 when something would, 1 when it failed. Scanners that are missing are skipped with a word about
# it; with CI=true they must be there. With KEEP_PLAN=yes the plan is laid beside the state, which is
# the one place that may hold it, for apply.sh in another job.
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
# shellcheck source=objects.sh
. "$(dirname "${BASH_SOURCE[0]}")/objects.sh"

[ $# = 1 ] || fail "say which environment: $0 development"
need "${TF_BIN:-terraform}" jq
use "$1"

say "format"
tf fmt -check -recursive "$root/infra/terraform" >"$work/fmt.log" ||
	fail "these are not formatted; run terraform fmt -recursive infra/terraform: $(tr '\n' ' ' <"$work/fmt.log")"
begin
say "validate"
tf validate -no-color >"$work/validate.log" || fail "not valid: $(cat "$work/validate.log")"
scan tflint --chdir="$folder" --minimum-failure-severity=warning
scan tfsec "$folder" --concise-output --minimum-severity HIGH

say "plan"
rm -f "$work"/plan.*
changes=0
tf plan -no-color -lock-timeout=60s -detailed-exitcode -out="$work/plan.tfplan" >"$work/plan.log" 2>&1 || changes=$?
[ "$changes" = 0 ] || [ "$changes" = 2 ] || {
	cat "$work/plan.log" >&2
	fail "the plan failed; see above"
}
tf show -json "$work/plan.tfplan" >"$work/plan.json"
tf show -no-color "$work/plan.tfplan" >"$work/plan.txt"
digest "$work/plan.tfplan" >"$work/plan.digest"

if [ -d "$root/infra/terraform/policy" ]; then
	scan conftest test --policy "$root/infra/terraform/policy" "$work/plan.json"
fi

if [ "${KEEP_PLAN:-}" = yes ]; then
	put "plans/$environment/$(cat "$work/plan.digest").tfplan" "$work/plan.tfplan"
fi

jq -r '[.resource_changes[]?.change.actions | join("+")] as $all
	| "to create \($all | map(select(. == "create")) | length), to change \($all | map(select(. == "update")) | length), to replace \($all | map(select(. == "delete+create" or . == "create+delete")) | length), to destroy \($all | map(select(. == "delete")) | length)"' \
	"$work/plan.json"
echo "digest $(cat "$work/plan.digest")"
exit "$changes"
