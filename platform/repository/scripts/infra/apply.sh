#!/usr/bin/env bash
# Carries out a plan that plan.sh has made: that one and no other.
#
#   scripts/infra/apply.sh <environment> <digest>
#
# The digest is the one that was approved. Before and after, the state is kept as a snapshot beside
# its own place, the last 30 of them, with the commit that made it, so that rollback.sh finds the way
# back. Production is applied by the workflow, which asks two people; by hand only with
# BREAK_GLASS="<why>", and everybody is told.
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
# shellcheck source=objects.sh
. "$(dirname "${BASH_SOURCE[0]}")/objects.sh"

[ $# = 2 ] || fail "say which environment and which plan: $0 development <digest>"
need "${TF_BIN:-terraform}" jq curl
use "$1"
kept="plans/$environment/$2.tfplan"
if [ ! -f "$work/plan.tfplan" ] && [ "${KEEP_PLAN:-}" = yes ]; then
	get "$kept" "$work/plan.tfplan" || fail "there is no plan $2 for $environment; plan again"
fi
[ -f "$work/plan.tfplan" ] || fail "there is no plan for $environment; make one with scripts/infra/plan.sh $environment"
[ "$(digest "$work/plan.tfplan")" = "$2" ] ||
	fail "the plan in $work is not the one that was approved ($2); plan again and have that approved"
if [ "$environment" = production ] && [ "${GITHUB_ACTIONS:-}" != true ]; then
	[ -n "${BREAK_GLASS:-}" ] ||
		fail "production is applied by the workflow infra-terraform, after two approvals; in an emergency set BREAK_GLASS to the reason"
	slack "$(actor) applies production by hand: $BREAK_GLASS"
fi

# keep <before|after>
keep() {
	local name
	tf state pull >"$work/state.json"
	[ -s "$work/state.json" ] || return 0
	name="snapshots/$environment/$(date -u +%Y%m%dT%H%M%SZ)-$(jq -r .serial "$work/state.json")-$(commit | cut -c 1-12)-$1.json"
	put "$name" "$work/state.json"
	rm -f "$work/state.json"
	say "kept $name"
	list "snapshots/$environment/" | head -n -30 | while read -r old; do
		remove "$old"
	done
}

began=$SECONDS
begin
keep before
outcome=success
tf apply -no-color -lock-timeout=300s "$work/plan.tfplan" 2>&1 | tee "$work/apply.log" || outcome=failure
keep after
rm -f "$work/plan.tfplan" "$work/plan.json"
[ "${KEEP_PLAN:-}" != yes ] || remove "$kept"
seconds=$((SECONDS - began))
event infra_change_applied "$outcome" "$seconds" "$(jq -nc --arg digest "$2" '{digest: $digest}')"
slack "$environment: change applied by $(actor), $outcome after $seconds s, commit $(commit | cut -c 1-12)"
[ "$outcome" = success ] || fail "the apply failed half-way; the state says what is there. Plan again, or go back with scripts/infra/rollback.sh $environment"
