package io.groundwork.web;

import org.springframework.util.unit.DataSize;

/**
 * Requests to addresses that begin like this may carry more than others: a bean of the
 * module that takes them in as a stream.
 *
 * @param prefix what the addresses begin with
 * @param most the most that such a request may carry
 */
public record LargerRequests(String prefix, DataSize most) {

}
