#!/usr/bin/env bash
# Takes an environment back to what it was: plans the configuration of an earlier commit against the
# state of now, and carries that out.
#
#   scripts/infra/rollback.sh <environment>                        the snapshots there are
#   scripts/infra/rollback.sh <environment> <snapshot>             plan the way back to it
#   scripts/infra/rollback.sh <environment> <snapshot> <digest>    carry that plan out
#   scripts/infra/rollback.sh <environment> <snapshot> --state     only for a state that is broken:
#                                                                  put the snapshot in its place
#
# A snapshot knows the commit that it was made by. What was made since is destroyed by the way back,
# data included where policy allows it: read the plan.
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
# shellcheck source=objects.sh
. "$(dirname "${BASH_SOURCE[0]}")/objects.sh"

[[ $# -ge 1 && $# -le 3 ]] || fail "say which environment: $0 development"
need "${TF_BIN:-terraform}" jq curl git
use "$1"

if [ $# = 1 ]; then
	list "snapshots/$environment/" | sed 's,.*/,,; s,\.json$,,'
	exit
fi
snapshot="${2%.json}"
get "snapshots/$environment/$snapshot.json" "$work/snapshot.json" ||
	fail "there is no snapshot $snapshot; $0 $environment lists those there are"
to="$(sed -E 's/^[^-]+-[0-9]+-([^-]+)-(before|after)$/\1/' <<<"$snapshot")"
began=$SECONDS

if [ "${3:-}" = --state ]; then
	begin
	tf state pull >"$work/current.json"
	if [ -s "$work/current.json" ]; then
		[ "$(jq -r .lineage "$work/current.json")" = "$(jq -r .lineage "$work/snapshot.json")" ] ||
			fail "the snapshot is of another lineage than the state; nothing was changed"
		# A state that is put in place follows the one before.
		jq --argjson serial "$(jq .serial "$work/current.json")" '.serial = $serial + 1' "$work/snapshot.json" >"$work/restored.json"
	else
		cp "$work/snapshot.json" "$work/restored.json"
	fi
	tf state push "$work/restored.json"
	rm -f "$work"/{current,restored,snapshot}.json
	event infra_state_restored success "$((SECONDS - began))" "$(jq -nc --arg snapshot "$snapshot" '{snapshot: $snapshot}')"
	slack "$environment: $(actor) put the state of $snapshot in place"
	say "the state is that of $snapshot; see what differs with scripts/infra/plan.sh $environment"
	exit
fi
rm -f "$work/snapshot.json"

git -C "$root" cat-file -e "$to^{commit}" 2>/dev/null ||
	fail "the commit $to is not here; git fetch --unshallow, or fetch the branch that it was on"

# The configuration of then, beside this one, and with today's providers' cache.
then_folder="$work/then"
rm -rf "$then_folder"
mkdir -p "$then_folder"
git -C "$root" archive "$to" infra/terraform | tar -x -C "$then_folder"
[ -d "$then_folder/infra/terraform/environments/$environment" ] || fail "$environment was not there at $to"
# Read by tf.
export terraform_folder="$then_folder/infra/terraform/environments/$environment"
begin

if [ $# = 2 ]; then
	changes=0
	tf plan -no-color -lock-timeout=60s -detailed-exitcode -out="$work/rollback.tfplan" || changes=$?
	[ "$changes" != 1 ] || fail "the way back could not be planned"
	[ "$changes" = 2 ] || { say "nothing to do: $environment is as it was at $to"; exit; }
	echo "digest $(digest "$work/rollback.tfplan")"
	say "carry it out with: $0 $environment $snapshot $(digest "$work/rollback.tfplan")"
	exit 2
fi

[ -f "$work/rollback.tfplan" ] || fail "plan the way back first: $0 $environment $snapshot"
[ "$(digest "$work/rollback.tfplan")" = "$3" ] || fail "the plan is not the one with the digest $3; plan again"
outcome=success
tf apply -no-color -lock-timeout=300s "$work/rollback.tfplan" || outcome=failure
rm -f "$work/rollback.tfplan"
seconds=$((SECONDS - began))
event infra_change_applied "$outcome" "$seconds" "$(jq -nc --arg snapshot "$snapshot" '{rolledBackTo: $snapshot}')"
slack "$environment: $(actor) rolled back to $snapshot, $outcome after $seconds s"
[ "$outcome" = success ] || fail "the way back failed half-way; plan it again"
[ "$seconds" -le 900 ] || say "that took $seconds s, and 15 minutes are promised; say so in the drill's record"
say "revert the commits after $to as well, or the next apply takes it forward again"
