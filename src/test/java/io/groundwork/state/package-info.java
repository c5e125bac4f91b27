@NullMarked
package io.groundwork.state;

import org.jspecify.annotations.NullMarked;
