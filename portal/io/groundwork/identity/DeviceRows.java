package io.groundwork.identity;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.repository.Repository;
import org.springframework.data.repository.query.Param;

/**
 * Programs that want to act as somebody, and who holds their rows.
 */
interface DeviceRows extends Repository<Device, Long> {

	Device saveAndFlush(Device device);

	/**
	 * One that shows its code: nobody else decides about it until the transaction ends.
	 */
	@NativeQuery("select * from device where device_hash = :hash for no key update")
	Optional<Device> holdByDevice(@Param("hash") byte[] hash);

	/**
	 * One that waits for somebody to confirm it.
	 */
	@NativeQuery("select * from device where user_hash = :hash and status = 'pending' and expires_at > :now")
	Optional<Device> asking(@Param("hash") byte[] hash, @Param("now") Instant now);

	/**
	 * The same, for whoever decides.
	 */
	@NativeQuery("""
			select * from device where user_hash = :hash and status = 'pending' and expires_at > :now
			for no key update""")
	Optional<Device> holdAsking(@Param("hash") byte[] hash, @Param("now") Instant now);

	/**
	 * Those that somebody has confirmed and that have not taken their token yet.
	 */
	@NativeQuery("select * from device where person_id = :person and status = 'confirmed' for no key update")
	List<Device> holdConfirmed(@Param("person") long person);

}
