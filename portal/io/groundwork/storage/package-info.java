/**
 * Objects at rest: one interface over S3 or a folder, and the envelope encryption that
 * everything kept goes through.
 */
@NullMarked
package io.groundwork.storage;

import org.jspecify.annotations.NullMarked;
