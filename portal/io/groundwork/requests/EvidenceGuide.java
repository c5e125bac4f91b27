package io.groundwork.requests;

import java.util.ArrayList;
import java.util.List;

import io.groundwork.audit.AuditTrail;

/**
 * What stands in the README of evidence: what is what, how much of it there is, and how
 * to verify it without the portal.
 */
final class EvidenceGuide {

	private static final String TEXT = """
			# Request %d: %s

			Who asked for what, what it would do, who agreed to exactly that, and what came of it. Values that nobody may
			see are written as `sensitive`, here as in the portal.

			| file | what it says |
			|---|---|
			| `request.json` | the request as it stands, and its `story`: what happened to it, when, by whom |
			| `plan.json` | what it would do, in Terraform and in the cluster, what the rules say of it and what is at stake; `digest` is what people agree to. There is none until it was planned |
			| `approvals.json` | every round of votes, also those that came to nothing: how many of whom had to agree and why, who said what, when, and to which digest |
			| `rules.json` | the versions of the rules that said so |
			| `runs/N/run.json` | a run that planned it or carried it out: its steps and how it ended |
			| `runs/N/plan.json` | what that run found would change, if it came so far |
			| `runs/N/log.jsonl` | what that run said; complete if its last line is `{"end":true}` |
			| `audit.jsonl` | what the audit record says of the request, its votes and its runs, the oldest first |
			| `SHA256SUMS` | the digests of all other files |

			## How much of it there is

			%s

			## How to verify it

			With a shell, `sha256sum` and `jq`, in the folder that these files are in. Each command ends with an error if
			something is not as it was.

			No file was changed since they were put together:

			```sh
			sha256sum --check --quiet --strict SHA256SUMS
			```

			Everybody voted on the digest of their round:

			```sh
			jq -e 'all(.[]; .digest as $digest | all(.votes[]; .digest == $digest))' approvals.json
			```

			What was carried out, if something was, is what was agreed to last:

			```sh
			jq -e -s '.[0].status as $status | (["queued", "applying", "done"] | index($status) | not)
			  or .[0].planDigest == (.[1] | map(select(.result == "agreed")) | last | .digest)
			  or (.[0].runs | length) < 2' request.json approvals.json
			```

			The rules are those that their digest is of:

			```sh
			jq -c '.[]' rules.json | while IFS= read -r rules; do
			  made=$(printf '%%s' "$rules" | jq -j .text | sha256sum | cut -d ' ' -f 1)
			  [ "$made" = "$(printf '%%s' "$rules" | jq -r .digest)" ] || { echo "Other rules than were agreed to"; exit 1; }
			done
			```

			Each row of the audit record is what was sealed: its hash is that of its line without the hash.

			```sh
			while IFS= read -r row; do
			  made=$(printf '%%s' "$row" | sed 's/,"hash":"[0-9a-f]*"}$/}/' | tr -d '\\n' | sha256sum | cut -d ' ' -f 1)
			  [ "$made" = "$(printf '%%s' "$row" | jq -r .hash)" ] || { echo "Not what was sealed: $row"; exit 1; }
			done < audit.jsonl
			```

			`previous` is the hash of the row before it in the whole record, `seq` its place there. Whoever may export the
			whole record verifies with it that these rows stand there exactly so.
			""";

	private EvidenceGuide() {
	}

	/**
	 * @param logs how much there is of the log of each run, in a sentence
	 */
	static String text(Request request, List<String> logs, AuditTrail.Extent audit) {
		List<String> all = new ArrayList<>(logs);
		all.add("`audit.jsonl`: %d rows.".formatted(audit.rows()) + ((audit.unsealed() > 0)
				? " %d more had no place in the chain yet; download it again in a moment.".formatted(audit.unsealed())
				: ""));
		return TEXT.formatted(request.number(), RequestSearch.Row.of(request).title(), "- " + String.join("\n- ", all));
	}

}
