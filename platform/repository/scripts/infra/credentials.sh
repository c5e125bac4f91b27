#!/usr/bin/env bash
# Gets what a workflow needs to work on Linode, for as long as the job lasts: exchanges the
# workflow's own identity for a Linode token (RFC 8693), and makes a key with it that opens the
# state bucket and nothing else. Nothing is stored in GitHub.
#
#   scripts/infra/credentials.sh get       writes to GITHUB_ENV: LINODE_TOKEN, AWS_ACCESS_KEY_ID, …
#   scripts/infra/credentials.sh release   removes the key again; run it always
#
# Whoever runs the exchange decides by the identity's claims (repository, environment, ref) what the
# token may do: plans get one that reads.
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

exchange="${TOKEN_EXCHANGE_URL:-https://identity.example.org/token}"
linode="${LINODE_URL:-https://api.linode.com}/v4"
bucket="${STATE_BUCKET:-infra-state}"
region="${STATE_REGION:-fr-par-1}"

# linode <method> <path>: the body comes on standard input; the token by a file.
linode() {
	curl --silent --show-error --fail --max-time 30 --retry 3 --request "$1" -H 'Content-Type: application/json' \
		--config <(printf 'header = "Authorization: Bearer %s"\n' "$LINODE_TOKEN") --data-binary @- "$linode/$2"
}

# hand_on <name> <value>: for the steps that follow, never to be seen in a log.
hand_on() {
	echo "::add-mask::$2"
	printf '%s=%s\n' "$1" "$2" >>"$GITHUB_ENV"
}

need curl jq
[ -n "${GITHUB_ENV:-}" ] || fail "this is for workflows; by hand, set LINODE_TOKEN and the state bucket's keys yourself"

case "${1:-}" in
	get)
		[ -n "${ACTIONS_ID_TOKEN_REQUEST_URL:-}" ] || fail "the job lacks the permission id-token: write"
		identity="$(curl --silent --show-error --fail --max-time 30 --retry 3 \
			--config <(printf 'header = "Authorization: Bearer %s"\n' "$ACTIONS_ID_TOKEN_REQUEST_TOKEN") \
			"$ACTIONS_ID_TOKEN_REQUEST_URL&audience=$exchange" | jq -r .value)"
		LINODE_TOKEN="$(printf '%s' "$identity" | curl --silent --show-error --fail --max-time 30 --retry 3 \
			--data-urlencode 'grant_type=urn:ietf:params:oauth:grant-type:token-exchange' \
			--data-urlencode 'subject_token_type=urn:ietf:params:oauth:token-type:jwt' \
			--data-urlencode 'resource=https://api.linode.com' \
			--data-urlencode 'subject_token@-' "$exchange" | jq -r .access_token)"
		[[ -n "$LINODE_TOKEN" && "$LINODE_TOKEN" != null ]] ||
			fail "the exchange at $exchange gave no token; does it know this repository and environment?"
		hand_on LINODE_TOKEN "$LINODE_TOKEN"
		key="$(jq -nc --arg label "state-${GITHUB_RUN_ID:-0}-${GITHUB_JOB:-job}" --arg bucket "$bucket" --arg region "${region%-*}" \
			'{label: $label[0:50], bucket_access: [{bucket_name: $bucket, region: $region, permissions: "read_write"}]}' | linode POST object-storage/keys)"
		hand_on AWS_ACCESS_KEY_ID "$(jq -r .access_key <<<"$key")"
		hand_on AWS_SECRET_ACCESS_KEY "$(jq -r .secret_key <<<"$key")"
		printf 'STATE_KEY_ID=%s\n' "$(jq -r .id <<<"$key")" >>"$GITHUB_ENV"
		;;
	release)
		[ -z "${STATE_KEY_ID:-}" ] || linode DELETE "object-storage/keys/$STATE_KEY_ID" </dev/null >/dev/null
		;;
	*) fail "say get or release" ;;
esac
