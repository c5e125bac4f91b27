package io.groundwork.cloud;

/**
 * A database server that Linode runs.
 *
 * @param id such as postgresql/17
 * @param engine such as postgresql
 * @param version such as 17
 */
public record DatabaseEngine(String id, String engine, String version) {

}
