package io.groundwork.state;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * One state that was the current one, or is.
 *
 * @param id its number over all environments
 * @param environment the number of its environment
 * @param lineage Terraform's name for the line of states that it stands in
 * @param serial its place in that line
 * @param size in bytes
 * @param digest SHA-256 of its bytes
 * @param resources how many resources it knows
 * @param terraformVersion what wrote it
 * @param run the run that wrote it, none if a person restored it
 * @param fence the claim that wrote it, none if a person restored it
 * @param writtenBy who wrote it
 * @param restoredFrom the serial of the version that it repeats, if it repeats one
 * @param writtenAt since when it is here
 */
public record StateVersion(long id, long environment, String lineage, long serial, long size, String digest,
		int resources, String terraformVersion, @Nullable Long run, @Nullable Long fence, String writtenBy,
		@Nullable Long restoredFrom, Instant writtenAt) {

}
