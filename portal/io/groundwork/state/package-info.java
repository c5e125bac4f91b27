/**
 * What Terraform knows of each environment: its HTTP backend, with locks, versions and
 * credentials that end with the claim they were made for.
 */
@NullMarked
package io.groundwork.state;

import org.jspecify.annotations.NullMarked;
