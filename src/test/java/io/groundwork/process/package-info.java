@NullMarked
package io.groundwork.process;

import org.jspecify.annotations.NullMarked;
