@NullMarked
package io.groundwork.environments.spec;

import org.jspecify.annotations.NullMarked;
