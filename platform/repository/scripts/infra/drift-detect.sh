#!/usr/bin/env bash
# Looks whether an environment is still what its state says, without changing anything.
#
#   scripts/infra/drift-detect.sh <environment>
#
# Prints one line of JSON: severity none, minor or major, and what differs. Minor is what changes by
# itself: node counts between an autoscaler's bounds, times, an administrator's kubeconfig. Major is
# the rest, above all what is gone. Slack is told of both; for major, an incident is opened with gh
# where that is signed in, unless one is open. Exits with 0, for major with 2, for a failure with 1.
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

[ $# = 1 ] || fail "say which environment: $0 development"
need "${TF_BIN:-terraform}" jq curl
use "$1"
began=$SECONDS
begin
found=0
tf plan -no-color -refresh-only -lock=false -detailed-exitcode -out="$work/drift.tfplan" >"$work/drift.log" 2>&1 || found=$?
[ "$found" = 0 ] || [ "$found" = 2 ] || {
	cat "$work/drift.log" >&2
	event infra_drift_checked failure "$((SECONDS - began))" '{}'
	fail "the check failed; see above"
}
tf show -json "$work/drift.tfplan" >"$work/drift.json"
rm -f "$work/drift.tfplan"

# Names and attributes only: values may be secret.
details="$(jq -c '
	def expected: ["count", "node_count", "nodes", "updated", "kubeconfig", "status", "pool", "dashboard_url", "used_disk_size_gb", "oldest_restore_time", "pending_updates"];
	def differing: . as $change | [((.before // {}) + (.after // {})) | keys[] | select($change.before[.] != $change.after[.])];
	[.resource_drift[]? | {address, gone: (.change.actions | index("delete") != null), attributes: (.change | if .before == null or .after == null then [] else differing end)}]
	| map(select(.gone or (.attributes | length > 0)))
	| map(. + {severity: (if .gone or (.attributes - expected | length > 0) then "major" else "minor" end)})
	| {severity: (if any(.[]; .severity == "major") then "major" elif length > 0 then "minor" else "none" end), differences: .}' "$work/drift.json")"
rm -f "$work/drift.json"
severity="$(jq -r .severity <<<"$details")"
event infra_drift_checked success "$((SECONDS - began))" "$details"
[ "$severity" != none ] || exit 0

summary="$(jq -r '.differences[] | "\(.address): \(if .gone then "gone" else .attributes | join(", ") end)"' <<<"$details")"
slack "$environment has drifted ($severity):
$summary"
[ "$severity" = major ] || exit 0

if command -v gh >/dev/null && gh auth status >/dev/null 2>&1; then
	title="Drift in $environment"
	if [ "$(gh issue list --label incident --state open --search "\"$title\" in:title" --json number --jq length)" = 0 ]; then
		gh issue create --title "$title" --label incident --body "$summary

What to do: docs/runbooks/infrastructure-troubleshooting.md"
	fi
fi
exit 2
