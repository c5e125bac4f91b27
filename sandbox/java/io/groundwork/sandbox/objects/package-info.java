/**
 * Object storage of the sandbox: a real S3 server for each region, started when it is
 * first needed.
 */
@NullMarked
package io.groundwork.sandbox.objects;

import org.jspecify.annotations.NullMarked;
