/**
 * What Terraform is given for an environment.
 */
@NullMarked
@NamedInterface("values")
package io.groundwork.bundles.values;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.NamedInterface;
