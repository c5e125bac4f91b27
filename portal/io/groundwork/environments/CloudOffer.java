package io.groundwork.environments;

import java.util.Optional;

import io.groundwork.cloud.Cloud;
import io.groundwork.cloud.KubernetesVersion;
import io.groundwork.environments.spec.Offered;
import io.groundwork.environments.spec.Tier;

import org.springframework.stereotype.Component;

/**
 * The newest of what Linode said last that it has.
 */
@Component
class CloudOffer implements Offered {

	private final Cloud cloud;

	CloudOffer(Cloud cloud) {
		this.cloud = cloud;
	}

	@Override
	public Optional<String> kubernetes(Tier tier) {
		return this.cloud.versions()
			.stream()
			.filter((version) -> version.tier().equals(tier.word()))
			.map(KubernetesVersion::id)
			.findFirst();
	}

}
