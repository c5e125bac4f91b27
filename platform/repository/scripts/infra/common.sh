# shellcheck shell=bash
# Sourced by what works on one environment: where its Terraform is, how it is reached, and how people
# are told. Nothing in here prints a secret.

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"

say() {
	echo "$(basename "$0"): $*" >&2
}

fail() {
	say "$*"
	exit 1
}

need() {
	local program
	for program in "$@"; do
		command -v "$program" >/dev/null || fail "this needs $program, which is not installed"
	done
}

# use <environment>: sets what the rest needs to know of it.
use() {
	environment="$1"
	[[ "$environment" =~ ^[a-z0-9][a-z0-9-]*$ ]] || fail "\"$environment\" is no name of an environment"
	folder="$root/infra/terraform/environments/$environment"
	[ -d "$folder" ] || fail "there is no infra/terraform/environments/$environment; there are: $(ls "$root/infra/terraform/environments")"
	work="${INFRA_WORK:-$root/.infra}/$environment"
	mkdir -p "$work"
	# Plans and states hold secrets.
	chmod 700 "$work"
}

# tf: Terraform or OpenTofu in the environment's folder, without questions.
tf() {
	TF_IN_AUTOMATION=1 TF_INPUT=0 "${TF_BIN:-terraform}" -chdir="${terraform_folder:-$folder}" "$@"
}

# Linode's object storage takes no checksums of the newer kind; without these two every write fails.
export AWS_REQUEST_CHECKSUM_CALCULATION=when_required
export AWS_RESPONSE_CHECKSUM_VALIDATION=when_required

# begin: makes the folder ready for Terraform. The state's place comes from backend.hcl.
begin() {
	local there="${terraform_folder:-$folder}" lock=()
	say "init of $environment"
	# Where it is written down which providers these are, no others are taken.
	[ ! -f "$there/.terraform.lock.hcl" ] || lock=(-lockfile=readonly)
	tf init -no-color -reconfigure "${lock[@]}" \
		-backend-config="$root/infra/terraform/backend.hcl" \
		-backend-config="key=$environment/terraform.tfstate" >"$work/init.log" ||
		fail "init failed; what Terraform said is in $work/init.log"
}

# The scanners, in the versions that CI uses. They run where they are installed, or else in a
# container, so that everybody gets the same verdict.
scanners="
conftest   openpolicyagent/conftest:v0.71.1
gitleaks   zricethezav/gitleaks:v8.21.2
hadolint   hadolint/hadolint:v2.12.0
sonobuoy   sonobuoy/sonobuoy:v0.57.2
tflint     ghcr.io/terraform-linters/tflint:v0.64.0
tfsec      aquasec/tfsec:v1.28.11
trivy      aquasec/trivy:0.58.1
"

# scan <tool> <arguments>: ends the script when the tool finds something. Where it can be had neither
# way it is skipped with a word about it, but never in CI.
scan() {
	local tool="$1" image
	shift
	image="$(awk -v tool="$tool" '$1 == tool { print $2 }' <<<"$scanners")"
	if command -v "$tool" >/dev/null; then
		say "$tool"
		"$tool" "$@" >&2 || fail "$tool found what is above"
	elif command -v docker >/dev/null && docker info >/dev/null 2>&1; then
		say "$tool, in $image"
		# At the same path, so that what is said of a file can be opened.
		docker run --rm --volume "$root:$root" --workdir "$PWD" --entrypoint "$tool" "$image" "$@" >&2 ||
			fail "$tool found what is above"
	elif [ "${CI:-}" = true ]; then
		fail "$tool can be had neither as a program nor by Docker, and CI must not go without it"
	else
		say "$tool is not installed and was skipped"
	fi
}

# administrator <file>: the cluster's own kubeconfig, for the moment; it is known to the environment
# that owns the cluster, which is system where an environment has none of its own.
administrator() {
	local answer
	if ! answer="$(tf output -raw kubeconfig 2>/dev/null)"; then
		(use "${CLUSTER_OWNER:-system}" && begin && tf output -raw kubeconfig) >"$1.encoded" ||
			fail "neither $environment nor ${CLUSTER_OWNER:-system} has a cluster"
		answer="$(cat "$1.encoded")"
		rm -f "$1.encoded"
	fi
	(umask 077 && base64 --decode <<<"$answer" >"$1")
}

digest() {
	if command -v sha256sum >/dev/null; then
		sha256sum "$1"
	else
		shasum -a 256 "$1"
	fi | cut -d ' ' -f 1
}

commit() {
	git -C "$root" rev-parse HEAD 2>/dev/null || echo unknown
}

actor() {
	echo "${GITHUB_ACTOR:-$(id -un)}"
}

# slack <text>: a line in #platform-infra, or nothing where nobody gave an address.
slack() {
	[ -n "${SLACK_WEBHOOK_URL:-}" ] || return 0
	jq -n --arg text "$1" '{channel: "#platform-infra", text: $text}' |
		curl --silent --show-error --fail --max-time 10 --retry 3 -H 'Content-Type: application/json' \
			--data-binary @- --config <(printf 'url = "%s"\n' "$SLACK_WEBHOOK_URL") >/dev/null ||
		say "Slack was not told"
}

# event <name> <outcome> <seconds> <details as JSON>: a line in Loki, in the environment's tenant.
# What is not delivered is printed, never lost, and never ends what was done.
event() {
	local line
	line="$(jq -nc --arg event "$1" --arg outcome "$2" --argjson seconds "$3" --argjson details "$4" \
		--arg environment "$environment" --arg actor "$(actor)" --arg commit "$(commit)" \
		'{event: $event, environment: $environment, outcome: $outcome, seconds: $seconds, actor: $actor, commit: $commit} + $details')"
	echo "$line"
	[ -n "${LOKI_URL:-}" ] || return 0
	jq -nc --arg line "$line" --arg at "$(date +%s)000000000" --arg environment "$environment" --arg event "$1" \
		'{streams: [{stream: {environment: $environment, event: $event}, values: [[$at, $line]]}]}' |
		curl --silent --show-error --fail --max-time 10 --retry 3 -H 'Content-Type: application/json' \
			-H "X-Scope-OrgID: $environment" --data-binary @- "$LOKI_URL/loki/api/v1/push" ||
		say "Loki was not told of $1; the line is above"
}
