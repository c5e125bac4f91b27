@NullMarked
package io.groundwork.bundles.values;

import org.jspecify.annotations.NullMarked;
