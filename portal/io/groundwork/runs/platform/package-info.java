/**
 * What a run does in the cluster beside Terraform: finding out what would change there,
 * making it so, looking whether it is, handing it on.
 */
@NullMarked
package io.groundwork.runs.platform;

import org.jspecify.annotations.NullMarked;
