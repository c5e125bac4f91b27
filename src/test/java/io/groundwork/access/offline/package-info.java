@NullMarked
package io.groundwork.access.offline;

import org.jspecify.annotations.NullMarked;
