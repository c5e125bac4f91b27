package io.groundwork.access;

import java.time.Duration;

import io.groundwork.Portal;
import io.groundwork.approvals.Ballot;
import io.groundwork.approvals.Crowd;
import io.groundwork.identity.SignedIn;
import io.groundwork.requests.RequestFixtures;
import io.groundwork.web.NotThereException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Whoever votes in somebody's place sees the grants that they are asked about.
 */
class InPlaceTests {

	private static final int ALL = 10_000;

	private final Portal portal = Portal.shared();

	private final Crowd crowd = new Crowd(this.portal);

	private final Grants grants = this.portal.bean(Grants.class);

	private final AccessBoard board = this.portal.bean(AccessBoard.class);

	@Test
	void aDelegateOpensAndDecidesWhatTheReviewerWould() {
		GrantFixtures fixtures = new GrantFixtures(this.portal);
		long grant = fixtures.pending("search", fixtures.stranger());
		SignedIn delegate = this.crowd.engineer();
		assertThatExceptionOfType(NotThereException.class).isThrownBy(() -> this.grants.seenBy(delegate, grant));
		assertThat(this.board.toDecide(delegate, ALL)).extracting(ShownGrant::number).doesNotContain(grant);
		SignedIn reviewer = this.crowd.reviewer();
		new RequestFixtures(this.portal).delegation(reviewer.person(), delegate.person(), Duration.ofMinutes(-1),
				Duration.ofHours(1));
		assertThat(this.grants.seenBy(delegate, grant).number()).isEqualTo(grant);
		assertThat(this.board.toDecide(delegate, ALL)).extracting(ShownGrant::number).contains(grant);
		// What there is in an environment is shown to who sees it, and to who was let in.
		Packages packages = this.portal.bean(Packages.class);
		assertThat(packages.shown(delegate, this.grants.seenBy(delegate, grant))).isEmpty();
		assertThat(packages.shown(reviewer, this.grants.seenBy(reviewer, grant))).isPresent();
		long open = fixtures.active("search", fixtures.stranger());
		assertThat(packages.shown(delegate, this.grants.seenBy(delegate, open))).isPresent();
		this.grants.vote(delegate, grant, Ballot.Choice.DENY, "a test", reviewer.name(), null);
		assertThat(this.grants.seenBy(delegate, grant).status()).isEqualTo(GrantStatus.DENIED);
	}

}
