@NullMarked
package io.groundwork.environments;

import org.jspecify.annotations.NullMarked;
