@NullMarked
package io.groundwork.runs.log;

import org.jspecify.annotations.NullMarked;
