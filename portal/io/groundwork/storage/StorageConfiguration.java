package io.groundwork.storage;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Hands out what seals; nothing is kept in the clear, so the bare store is not handed
 * out.
 */
@Configuration(proxyBeanMethods = false)
class StorageConfiguration {

	@Bean
	KeyEncryption keyEncryption(StorageSettings settings) {
		return new KeyEncryption(settings.keys());
	}

	@Bean
	Sealer sealer(KeyEncryption keys) {
		return new Sealer(keys);
	}

}
