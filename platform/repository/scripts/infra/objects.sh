# shellcheck shell=bash
# Sourced by what keeps snapshots of states: put, get, list and remove objects of the state bucket,
# with the same keys and address as Terraform's backend.

bucket="${STATE_BUCKET:-infra-state}"
objects="${STATE_ENDPOINT:-https://fr-par-1.linodeobjects.com}"
region="${STATE_REGION:-fr-par-1}"

# What the signature says of a request without a body.
empty=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855

# object <method> <path and query> <content's digest> [curl's arguments]: the keys go by a file, as a process's
# arguments can be read by everybody on the machine.
object() {
	local method="$1" path="$2" content="$3"
	shift 3
	[[ -n "${AWS_ACCESS_KEY_ID:-}" && -n "${AWS_SECRET_ACCESS_KEY:-}" ]] ||
		fail "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY of the state bucket are not set; scripts/infra/credentials.sh gets them"
	curl --silent --show-error --fail --max-time 60 --retry 3 --request "$method" \
		--aws-sigv4 "aws:amz:$region:s3" --header "x-amz-content-sha256: $content" \
		--config <(printf 'user = "%s:%s"\n' "$AWS_ACCESS_KEY_ID" "$AWS_SECRET_ACCESS_KEY") \
		"$@" "$objects/$bucket/$path"
}

# put <name> <file>
put() {
	object PUT "$1" "$(digest "$2")" --header 'Content-Type: application/json' \
		--upload-file "$2" >/dev/null
}

# get <name> <file>
get() {
	object GET "$1" "$empty" --output "$2"
}

# list <prefix>: names, the oldest first where they begin with a time.
list() {
	object GET "?list-type=2&prefix=${1//\//%2F}" "$empty" | tr '<' '\n' | sed -n 's/^Key>//p' | sort
}

remove() {
	object DELETE "$1" "$empty" >/dev/null
}
