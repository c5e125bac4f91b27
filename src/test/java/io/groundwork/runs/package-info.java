@NullMarked
package io.groundwork.runs;

import org.jspecify.annotations.NullMarked;
