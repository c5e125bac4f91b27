package io.groundwork.cluster;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.groundwork.web.NotThereException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * The clusters that the portal works in, and its identities there.
 */
@Component
public class Clusters {

	private static final Logger log = LoggerFactory.getLogger(Clusters.class);

	/** A token that is about to end is not shown any more. */
	private static final Duration REMAINDER = Duration.ofSeconds(30);

	/** So long another process may take to write down what it is making. */
	private static final Duration IN_HAND = Duration.ofMinutes(2);

	private final ClusterRows rows;

	private final BreakGlassTokens breakGlass;

	private final Lines lines;

	private final ClusterSettings settings;

	private final Clock clock;

	Clusters(ClusterRows rows, BreakGlassTokens breakGlass, Lines lines, ClusterSettings settings, Clock clock) {
		this.rows = rows;
		this.breakGlass = breakGlass;
		this.lines = lines;
		this.settings = settings;
		this.clock = clock;
	}

	/**
	 * First contact: makes the portal's identities with the administrator's credential,
	 * which is used for this and not kept. Doing it again brings them to what this
	 * version of the portal needs, and is what helps when they were lost.
	 * @param id Linode's number of the cluster
	 * @param environment the number of the environment that owns it
	 * @param kubeconfig the administrator's, as Linode gives it
	 * @param by who asked for it
	 * @throws RefusedException if the cluster would not have it
	 * @throws ClusterAwayException if it does not answer
	 */
	public Cluster admit(long id, long environment, String kubeconfig, String by) {
		Kubeconfig admin = Kubeconfig.read(kubeconfig);
		Token token;
		String secret = Identities.freshSecret();
		Token breakGlass;
		try (KubernetesClient client = Connections.to(admin)) {
			Api api = new Api(client);
			Identities.make(api);
			token = Identities.mint(api, Identities.GRANTS, this.settings.identity());
			breakGlass = Identities.mintBound(api, Issuer.BREAK_GLASS, secret, this.settings.breakGlass());
		}
		try (KubernetesClient client = Connections.to(admin.address(), admin.authority(), token::value)) {
			Identities.whoAmI(new Api(client));
		}
		this.rows.admit(id, environment, admin, token, by);
		this.breakGlass.add(id, secret, breakGlass);
		return get(id);
	}

	/**
	 * The cluster that an environment owns, if the portal was let into one.
	 */
	public Optional<Cluster> ownedBy(long environment) {
		return this.rows.ownedBy(environment);
	}

	public Cluster get(long id) {
		return this.rows.find(id)
			.orElseThrow(() -> new NotThereException("The portal was not let into a cluster %d".formatted(id)));
	}

	public List<Cluster> all() {
		return this.rows.all();
	}

	/**
	 * Forgets a cluster that is gone.
	 * @return whether there was any
	 */
	public boolean forget(long id, String by) {
		return this.rows.forget(id, by);
	}

	/**
	 * Work on what environments have in that cluster, by a token that is minted for it
	 * and ends within minutes.
	 */
	public Baseline baseline(long id) {
		Cluster cluster = get(id);
		Token token;
		try (KubernetesClient grants = grants(cluster)) {
			token = Identities.mint(new Api(grants), Identities.BASELINE, this.settings.run());
		}
		return new Baseline(Connections.to(cluster.address(), cluster.authority(), token::value));
	}

	/**
	 * The cluster as the portal's long-running identity sees it: to give people access,
	 * and to see how it is. To be closed.
	 */
	public KubernetesClient grants(long id) {
		return grants(get(id));
	}

	/**
	 * Where people are let into that cluster. To be closed.
	 */
	public Door door(long id, Issuer issuer) {
		Cluster cluster = get(id);
		if (issuer == Issuer.BREAK_GLASS) {
			return Door.of(breakGlass(cluster, current(id).token()), cluster, issuer);
		}
		return new Door(this.lines.to(cluster, issuer.account(), () -> token(id)),
				this.lines.to(cluster, "anybody", () -> () -> ""), cluster, issuer, List.of());
	}

	/**
	 * Whether somebody could break the glass there: a portal that was let in before there
	 * was such an identity has to be let in again.
	 */
	public boolean mayBreakGlass(long id) {
		return this.breakGlass.current(id).isPresent();
	}

	/**
	 * What lets people in by break-glass, of all clusters that have it.
	 */
	public List<BreakGlassKey> breakGlassKeys() {
		return this.rows.all()
			.stream()
			.flatMap((cluster) -> this.breakGlass.current(cluster.id())
				.map((kept) -> new BreakGlassKey(cluster, kept.token().value(), kept.token().expiresAt()))
				.stream())
			.toList();
	}

	private BreakGlassTokens.Kept current(long id) {
		return this.breakGlass.current(id)
			.orElseThrow(() -> new NotThereException(
					"The portal has no identity for break-glass in cluster %d yet; the next change of its owner that is carried out makes it"
						.formatted(id)));
	}

	private static KubernetesClient breakGlass(Cluster cluster, Token token) {
		return Connections.to(cluster.address(), cluster.authority(), token::value);
	}

	/**
	 * Makes the credential anew by which people are let in by break-glass, and sees the
	 * ones before ended, wherever copies of them may be, and those that somebody made
	 * with one of them.
	 */
	public void rotateBreakGlass(long id) {
		Cluster cluster = get(id);
		BreakGlassTokens.Kept before = current(id);
		String secret = Identities.freshSecret();
		Token token;
		try (KubernetesClient client = breakGlass(cluster, before.token())) {
			token = Identities.mintBound(new Api(client), Issuer.BREAK_GLASS, secret, this.settings.breakGlass());
		}
		this.breakGlass.add(id, secret, token);
		endOthers(cluster, secret, token);
	}

	/**
	 * Ends what the issuer's tokens were bound to before, and what nobody here has made:
	 * whoever had one of them could make others.
	 */
	private void endOthers(Cluster cluster, String current, Token token) {
		List<String> retired = this.breakGlass.retired(cluster.id());
		try (KubernetesClient client = breakGlass(cluster, token)) {
			Api api = new Api(client);
			// What is only just there may be another process's that is about to write it
			// down.
			Set<String> others = new TreeSet<>(
					Identities.secrets(api, Issuer.BREAK_GLASS, this.clock.instant().minus(IN_HAND)));
			others.addAll(retired);
			others.remove(current);
			for (String secret : others) {
				Identities.end(api, Issuer.BREAK_GLASS, secret);
				this.breakGlass.forget(cluster.id(), secret);
			}
		}
	}

	/**
	 * Where what people leave in that cluster is looked for. To be closed.
	 */
	public Remains remains(long id) {
		return new Remains(grants(get(id)));
	}

	private KubernetesClient grants(Cluster cluster) {
		return Connections.to(cluster.address(), cluster.authority(), token(cluster.id()));
	}

	/**
	 * The token as it is now, looked up again before it ends, since it is renewed
	 * meanwhile.
	 */
	private Supplier<String> token(long id) {
		return new Supplier<>() {

			private String value = "";

			private Instant good = Instant.MIN;

			@Override
			public synchronized String get() {
				Instant now = Clusters.this.clock.instant();
				if (!now.isBefore(this.good)) {
					refresh(now);
				}
				return this.value;
			}

			private void refresh(Instant now) {
				try {
					Cluster cluster = Aside.call(() -> Clusters.this.get(id));
					this.value = Aside.call(() -> Clusters.this.rows.token(id));
					Duration half = Duration.between(cluster.renewedAt(), cluster.expiresAt()).dividedBy(2);
					this.good = earlier(now.plus(half), cluster.expiresAt().minus(REMAINDER));
				}
				catch (DataAccessException ex) {
					// The one we have may well be good for days.
					if (this.value.isEmpty()) {
						throw ex;
					}
				}
			}

			private static Instant earlier(Instant one, Instant other) {
				return one.isBefore(other) ? one : other;
			}

		};
	}

	/**
	 * Renews the portal's own tokens of which half their time has passed. What cannot be
	 * renewed now is tried again.
	 * @return how many were renewed
	 */
	int renew() {
		int renewed = 0;
		for (Cluster cluster : this.rows.all()) {
			try {
				renewed += renew(cluster) ? 1 : 0;
				renewed += renewBreakGlass(cluster) ? 1 : 0;
			}
			catch (ClusterAwayException | RefusedException ex) {
				log.warn("The portal's credentials in cluster {} could not be renewed, one of which ends at {}: {}",
						cluster.id(), cluster.expiresAt(), ex.getMessage());
			}
		}
		return renewed;
	}

	private boolean renew(Cluster cluster) {
		if (!half(cluster.renewedAt(), cluster.expiresAt())) {
			return false;
		}
		try (KubernetesClient client = grants(cluster)) {
			Token token = Identities.mint(new Api(client), Identities.GRANTS, this.settings.identity());
			return this.rows.renew(cluster.id(), token);
		}
	}

	private boolean renewBreakGlass(Cluster cluster) {
		BreakGlassTokens.Kept kept = this.breakGlass.current(cluster.id()).orElse(null);
		if (kept == null) {
			return false;
		}
		endOthers(cluster, kept.secret(), kept.token());
		if (!half(kept.renewedAt(), kept.token().expiresAt())) {
			return false;
		}
		try (KubernetesClient client = breakGlass(cluster, kept.token())) {
			Token token = Identities.mintBound(new Api(client), Issuer.BREAK_GLASS, kept.secret(),
					this.settings.breakGlass());
			return this.breakGlass.renew(cluster.id(), kept.secret(), token);
		}
	}

	private boolean half(Instant from, Instant to) {
		return !this.clock.instant().isBefore(from.plus(Duration.between(from, to).dividedBy(2)));
	}

}
