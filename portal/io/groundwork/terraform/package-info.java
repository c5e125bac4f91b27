/**
 * Driving Terraform, or OpenTofu: commands as values, one runner whose processes outlive
 * a worker, and what they say as records.
 */
@NullMarked
package io.groundwork.terraform;

import org.jspecify.annotations.NullMarked;
