@NullMarked
package io.groundwork.terraform;

import org.jspecify.annotations.NullMarked;
