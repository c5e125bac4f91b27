package io.groundwork.identity;

import java.util.LinkedHashMap;
import java.util.Map;

import io.groundwork.Portal;
import io.groundwork.identity.RouteFixtures.Ask;

/**
 * What to ask the rows about programs that sign in for.
 */
class DeviceRoutes {

	private final Map<String, Ask> asks = new LinkedHashMap<>();

	DeviceRoutes(Portal portal) {
		DeviceFixtures devices = new DeviceFixtures(portal);
		this.asks.put("POST /api/v1/device", Ask.ofJson("/api/v1/device", (owner) -> "{\"name\":\"a test\"}"));
		this.asks.put("POST /api/v1/device/token", Ask.ofJson("/api/v1/device/token",
				(owner) -> "{\"deviceCode\":\"%s\"}".formatted(devices.confirmed(owner))));
		this.asks.put("GET /device", new Ask((owner) -> "/device?code=" + devices.asking(), Map.of(), null));
		this.asks.put("POST /device/confirm",
				Ask.ofForm("/device/confirm", (owner) -> Map.of("code", devices.asking())));
		this.asks.put("POST /device/refuse", Ask.ofForm("/device/refuse", (owner) -> Map.of("code", devices.asking())));
	}

	Map<String, Ask> all() {
		return this.asks;
	}

}
