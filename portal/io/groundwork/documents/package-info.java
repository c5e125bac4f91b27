/**
 * Files of YAML or JSON, as the clients of Kubernetes read them.
 */
@NullMarked
package io.groundwork.documents;

import org.jspecify.annotations.NullMarked;
