package io.groundwork.access;

import java.util.List;
import java.util.Map;

import io.groundwork.approvals.Approvals;
import io.groundwork.approvals.Standing;
import io.groundwork.approvals.Subject;

import org.springframework.stereotype.Component;

/**
 * Grants with who has to agree to them.
 */
@Component
class GrantViews {

	private final Approvals approvals;

	GrantViews(Approvals approvals) {
		this.approvals = approvals;
	}

	ShownGrant of(Grant grant) {
		return of(List.of(grant)).getFirst();
	}

	List<ShownGrant> of(List<Grant> grants) {
		Map<Long, Standing> standings = standings(grants);
		return grants.stream().map((grant) -> ShownGrant.of(grant, standings.get(grant.number()))).toList();
	}

	/**
	 * The open rounds on those about which somebody is asked.
	 */
	Map<Long, Standing> standings(List<Grant> grants) {
		List<Long> asked = grants.stream()
			.filter((grant) -> grant.status() == GrantStatus.PENDING || grant.moreDigest() != null)
			.map(Grant::number)
			.toList();
		return asked.isEmpty() ? Map.of() : this.approvals.standings(Subject.Kind.GRANT, asked);
	}

}
