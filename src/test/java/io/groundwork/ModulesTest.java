package io.groundwork;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

/**
 * The modules call only those below them.
 */
class ModulesTest {

	@Test
	void keepToTheirLayers() {
		ApplicationModules.of(Groundwork.class).verify();
	}

}
