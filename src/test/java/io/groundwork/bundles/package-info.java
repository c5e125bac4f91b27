@NullMarked
package io.groundwork.bundles;

import org.jspecify.annotations.NullMarked;
