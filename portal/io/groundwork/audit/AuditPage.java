package io.groundwork.audit;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Some rows of the record, the newest first.
 *
 * @param items the rows
 * @param next what to ask the next page with, absent on the last
 */
record AuditPage(List<AuditEntry> items, @Nullable String next) {

}
