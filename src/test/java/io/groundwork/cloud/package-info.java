@NullMarked
package io.groundwork.cloud;

import org.jspecify.annotations.NullMarked;
