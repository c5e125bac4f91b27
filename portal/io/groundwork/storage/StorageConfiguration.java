package io.groundwork.storage;

import java.nio.file.Path;
import java.time.Clock;

import org.springframework.beans.factory.annotation.Qualifier;
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

	@Bean
	SealedStore objectStore(@Qualifier("bareStore") ObjectStore bareStore, KeyEncryption keys, Clock clock) {
		return new SealedStore(bareStore, keys, clock);
	}

	@Bean(defaultCandidate = false)
	ObjectStore bareStore(StorageSettings settings, Clock clock) {
		Path folder = settings.folder();
		return switch (settings.kind()) {
			case S3 -> new S3Store(settings.s3(), clock);
			case FOLDER -> {
				if (folder == null) {
					throw new IllegalStateException("Settings are only used after they were checked");
				}
				yield new FolderStore(folder);
			}
		};
	}

}
