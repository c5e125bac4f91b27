@NullMarked
package io.groundwork.access;

import org.jspecify.annotations.NullMarked;
