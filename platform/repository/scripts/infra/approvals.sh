#!/usr/bin/env bash
# Looks whether as many different people as an environment asks for have approved this run, none of
# them its author. GitHub lets one person answer for every protected environment of a run, so that
# it is counted here.
#
#   scripts/infra/approvals.sh <how many>                  of the run that this is part of
#   scripts/infra/approvals.sh <how many> <author> <file>  of what GitHub answered, in a file
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

need jq
[[ "${1:-}" =~ ^[0-9]+$ ]] || fail "say how many approvals there must be"
if [ $# = 3 ]; then
	author="$2"
	answer="$(cat "$3")"
else
	need gh
	author="${GITHUB_TRIGGERING_ACTOR:-$GITHUB_ACTOR}"
	answer="$(gh api "repos/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID/approvals")"
fi
who="$(jq -r --arg author "$author" '[.[] | select(.state == "approved") | .user.login] | unique - [$author] | .[]' <<<"$answer")"
count="$(grep -c . <<<"$who" || true)"
[ "$count" -ge "$1" ] ||
	fail "$1 people besides $author must approve, and $count did${who:+: $(tr '\n' ' ' <<<"$who")}"
say "approved by $(tr '\n' ' ' <<<"$who")"
