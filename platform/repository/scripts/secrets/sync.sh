#!/usr/bin/env bash
# Makes the SealedSecrets of an environment from what infra/secrets/bundles/<environment>.yaml
# declares, for those who do it by hand; the portal does the same from its vault.
#
#   scripts/secrets/sync.sh <environment> <kube-context> [<secret>…]
#
# Writes infra/generated/<environment>/secrets/<secret>.yaml. A secret that is there already stays as
# it is unless it is named: naming it is rotating it. Values come from Terraform's outputs
# (bucket), from chance (random), or from the file that SECRET_FILE_<NAME>_<KEY> names (given, and
# database, whose role a person makes here); those without a file are left out with a word about it.
# Values are in no argument and no log.
set -euo pipefail
# shellcheck source=../infra/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/../infra/common.sh"

[ $# -ge 2 ] || fail "say which environment and which context: $0 development lke531921-ctx"
need "${TF_BIN:-terraform}" jq kubectl kubeseal openssl
use "$1"
context="$2"
shift 2
bundle="$root/infra/secrets/bundles/$environment.yaml"
[ -f "$bundle" ] || fail "there is no infra/secrets/bundles/$environment.yaml"
target="$root/infra/generated/$environment/secrets"
mkdir -p "$target"

# as_json <file>: by either of the two programs that are called yq, or by Python where that has yaml.
as_json() {
	if ! command -v yq >/dev/null; then
		python3 -c 'import json, sys, yaml; json.dump(yaml.safe_load(open(sys.argv[1])), sys.stdout)' "$1" ||
			fail "this needs yq, or Python with yaml"
	elif yq --version 2>&1 | grep -q mikefarah; then
		yq --output-format=json . "$1"
	else
		yq . "$1"
	fi
}

# outputs: what Terraform knows, asked once.
outputs() {
	[ -n "${known:-}" ] || { begin; known="$(tf output -json)"; }
}

# random <key>: 32 bytes, in letters that need no quoting anywhere.
random() {
	openssl rand -base64 32 | tr '+/' '-_' | tr -d '=\n'
}

# file_of <secret> <key>: the file that somebody named for it, or nothing.
file_of() {
	local variable
	variable="SECRET_FILE_$(tr 'a-z.-' 'A-Z__' <<<"$1_$2")"
	echo "${!variable:-}"
}

# given <secret as JSON>: whether there is a file for each of its keys that does not stand in the bundle.
given() {
	local key file name
	name="$(jq -r .name <<<"$1")"
	for key in $(jq -r '.keys - ((.fixed // {}) | keys) | .[]' <<<"$1"); do
		file="$(file_of "$name" "$key")"
		[ -f "$file" ] || return 1
	done
}

# value <secret as JSON> <key>
value() {
	local kind name key="$2"
	kind="$(jq -r .generator <<<"$1")"
	name="$(jq -r .name <<<"$1")"
	if jq -e --arg key "$key" '.fixed[$key]' <<<"$1" >/dev/null; then
		jq -j --arg key "$key" '.fixed[$key]' <<<"$1"
		return
	fi
	case "$kind" in
		random) random ;;
		bucket)
			jq -ej --arg bucket "$(jq -r .bucket <<<"$1")" --arg key "$key" '
				{AWS_ACCESS_KEY_ID: .keys.value[$bucket].access_key, AWS_SECRET_ACCESS_KEY: .keys.value[$bucket].secret_key,
				 bucket: .buckets.value[$bucket].name, endpoint: .buckets.value[$bucket].endpoint}[$key] // empty' <<<"$known" ||
				fail "Terraform has no $key of the bucket for $name; apply $environment first"
			;;
		*) cat "$(file_of "$name" "$key")" ;;
	esac
}

declared="$(as_json "$bundle")"
certificate="$(mktemp)"
plain="$(mktemp -d)"
trap 'rm -rf "$certificate" "$plain"' EXIT
kubeseal --context "$context" --controller-namespace platform-secrets --controller-name sealed-secrets-controller \
	--fetch-cert >"$certificate" || fail "the controller in $context did not give its certificate; is sealed-secrets installed?"

jq -c '.namespace as $home | .secrets[] | .namespace //= $home' <<<"$declared" | while read -r secret; do
	name="$(jq -r .name <<<"$secret")"
	if [ -f "$target/$name.yaml" ] && [[ " $* " != *" $name "* ]]; then
		say "$name is there"
		continue
	fi
	case "$(jq -r .generator <<<"$secret")" in
		bucket) outputs ;;
		given | database)
			given "$secret" || {
				say "$name is left out: put its keys into files and name these in SECRET_FILE_<NAME>_<KEY>"
				continue
			}
			;;
	esac
	rm -rf "${plain:?}"/*
	jq -r '.keys[]' <<<"$secret" | while read -r key; do
		value "$secret" "$key" >"$plain/$key"
	done
	kubectl create secret generic "$name" --namespace "$(jq -r .namespace <<<"$secret")" \
		--from-file="$plain" --dry-run=client -o json |
		kubeseal --cert "$certificate" --format yaml >"$target/$name.yaml.new"
	mv "$target/$name.yaml.new" "$target/$name.yaml"
	say "$name is sealed; promote infra/generated/$environment"
done
