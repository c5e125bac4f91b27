@NullMarked
package io.groundwork;

import org.jspecify.annotations.NullMarked;
